package io.zerostream.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * {@link SchemaCoder} as a Kafka deserializer. Null (a tombstone) stays null.
 *
 * @param <T> the generated Avro class
 */
public final class AvroDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private final SchemaCoder<T> coder;

    /** Takes over the coder. */
    public AvroDeserializer(SchemaCoder<T> coder) {
        this.coder = coder;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka hands over a tombstone as null; its interface is not annotated
    public T deserialize(String topic, byte[] bytes) {
        return bytes == null ? null : coder.decode(bytes);
    }
}
