package io.zerostream.job.internal.source;

import io.zerostream.job.internal.JobTypes;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.SchemaRegistryAccess;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * Every record of a registry topic becomes exactly one {@link ControlRecord}, tombstones included; one that cannot be
 * read, one that names the problem. Throws only when the schema registry is away: then the job restarts and reads it
 * again.
 *
 * @param <T> the generated class of the values
 */
public final class ControlRecordSchema<T extends SpecificRecord>
        implements KafkaRecordDeserializationSchema<ControlRecord> {
    private static final long serialVersionUID = 1L;

    private final SchemaCoder<T> coder;
    private final Registry registry;

    /** Which registry a topic is, and how its values become control records. */
    private enum Registry {
        CLASSES {
            @Override
            ControlRecord record(long offset, String key, @Nullable Object value) {
                return ControlRecord.ofClasses(offset, key, (ClassRegistryRecord) value);
            }
        },
        MODELS {
            @Override
            ControlRecord record(long offset, String key, @Nullable Object value) {
                return ControlRecord.ofModels(offset, key, (ModelRegistryRecord) value);
            }
        };

        abstract ControlRecord record(long offset, String key, @Nullable Object value);
    }

    private ControlRecordSchema(SchemaCoder<T> coder, Registry registry) {
        this.coder = coder;
        this.registry = registry;
    }

    /** For class-registry. */
    public static ControlRecordSchema<ClassRegistryRecord> ofClasses(SchemaRegistryAccess access) {
        return new ControlRecordSchema<>(
                new SchemaCoder<>(ClassRegistryRecord.class, Topics.CLASS_REGISTRY, access), Registry.CLASSES);
    }

    /** For model-registry. */
    public static ControlRecordSchema<ModelRegistryRecord> ofModels(SchemaRegistryAccess access) {
        return new ControlRecordSchema<>(
                new SchemaCoder<>(ModelRegistryRecord.class, Topics.MODEL_REGISTRY, access), Registry.MODELS);
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<ControlRecord> out) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        out.collect(read(record, key));
    }

    private ControlRecord read(ConsumerRecord<byte[], byte[]> record, String key) {
        try {
            Object value = record.value() == null ? null : coder.decode(record.value());
            return registry.record(record.offset(), key, value);
        } catch (SerializationException e) {
            return ControlRecord.unreadable(record.topic(), record.offset(), key, String.valueOf(e.getMessage()));
        } catch (SchemaRegistryException e) {
            if (e.notFound()) {
                return ControlRecord.unreadable(record.topic(), record.offset(), key, String.valueOf(e.getMessage()));
            }
            throw e;
        }
    }

    @Override
    public TypeInformation<ControlRecord> getProducedType() {
        return JobTypes.CONTROL;
    }
}
