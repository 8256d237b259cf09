package io.zerostream.schemas;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Confluent's wire format for one topic: byte 0, the schema id as big-endian int32, Avro binary. Can be shipped to other
 * machines: it carries how the registry is reached and connects on first use. Not thread-safe after that; one per thread.
 *
 * @param <T> the generated Avro class
 */
public final class SchemaCoder<T extends SpecificRecord> implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final byte MAGIC = 0;
    private static final int HEADER_BYTES = 1 + Integer.BYTES;

    static {
        AvroTrust.trustOurClasses();
    }

    private final Class<T> type;
    private final String subject;
    private final SchemaRegistryAccess access;
    /** Whether a record may be passed over: of what is kept for good none may. */
    private final boolean passesOver;

    private transient @Nullable SchemaRegistryClient registry;
    private transient @Nullable BinaryEncoder encoder;
    private transient int writerId;
    private transient boolean reads;
    /** What is wrong with the schemas of records that came, by id. */
    private transient @Nullable Map<Integer, Optional<String>> faults;

    /**
     * @param type the generated class of the topic's values
     * @param topic the topic
     * @param access how the registry is reached
     */
    public SchemaCoder(Class<T> type, Topics.Topic topic, SchemaRegistryAccess access) {
        this.type = type;
        this.subject = topic.valueSubject();
        this.access = access;
        this.passesOver = !topic.compacted();
    }

    /**
     * Encodes one record, registering its schema on first use.
     *
     * @throws SerializationException when the record breaks its schema
     * @throws SchemaRegistryException when the registry is away or refuses the schema
     */
    public byte[] encode(T value) {
        Schema schema = value.getSchema();
        if (writerId == 0) {
            writerId = registry().register(subject, schema);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.write(MAGIC);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(writerId).array());
        try {
            encoder = EncoderFactory.get().binaryEncoder(out, encoder);
            new SpecificDatumWriter<T>(schema).write(value, encoder);
            encoder.flush();
        } catch (IOException | AvroRuntimeException e) {
            throw new SerializationException("cannot write " + type.getSimpleName() + " for " + subject, e);
        }
        return out.toByteArray();
    }

    /**
     * Decodes one record, whatever compatible version of the schema it was written with.
     *
     * @throws SerializationException when the bytes are not in the wire format or do not fit their schema
     * @throws SchemaRegistryException when the registry is away or does not know the schema id
     */
    public T decode(byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != MAGIC) {
            throw new SerializationException(
                    "not a " + type.getSimpleName() + " in Confluent wire format: " + bytes.length + " bytes"
                            + (bytes.length < HEADER_BYTES
                                    ? ", fewer than its header of " + HEADER_BYTES
                                    : ", first byte " + bytes[0] + " instead of 0"));
        }
        Schema writer = writer(ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt());
        Schema reader = SpecificData.get().getSchema(type);
        try {
            T value = new SpecificDatumReader<T>(writer, reader)
                    .read(
                            null,
                            DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null));
            reads = true;
            return value;
        } catch (IOException | RuntimeException e) {
            // Avro reports damaged input by whatever breaks first: EOF, negative sizes, bad union branches
            throw new SerializationException("damaged " + type.getSimpleName() + " (" + bytes.length + " bytes)", e);
        }
    }

    /** Whether it has read a record: then it knows the schema that most are written with. */
    public boolean reads() {
        return reads;
    }

    /** Ids come from the record: they may be nothing, or another program's schema in a language of its own. */
    private Schema writer(int id) {
        if (id < 0) {
            throw new SerializationException("not a " + type.getSimpleName() + ": no schema has id " + id);
        }
        try {
            Schema schema = registry().schema(id);
            if (faults == null) {
                faults = new HashMap<>();
            }
            Optional<String> fault = faults.computeIfAbsent(id, key -> WriterSchema.fault(schema));
            if (fault.isPresent()) {
                throw new SerializationException(
                        "not a " + type.getSimpleName() + ": schema " + id + " of the registry " + fault.get());
            }
            return schema;
        } catch (SchemaParseException e) {
            throw new SerializationException(
                    "not a " + type.getSimpleName() + ": schema " + id + " of the registry is none of Avro's", e);
        }
    }

    private SchemaRegistryClient registry() {
        if (registry == null) {
            registry = new SchemaRegistryClient(access, passesOver);
        }
        return registry;
    }
}
