package io.zerostream.schemas;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * {@link SchemaCoder} as a Kafka serializer. Null (a tombstone) stays null.
 *
 * @param <T> the generated Avro class
 */
public final class AvroSerializer<T extends SpecificRecord> implements Serializer<T> {
    private final SchemaCoder<T> coder;

    /** Takes over the coder. */
    public AvroSerializer(SchemaCoder<T> coder) {
        this.coder = coder;
    }

    @Override
    @SuppressWarnings("NullAway") // Kafka writes a tombstone as null; its interface is not annotated
    public byte[] serialize(String topic, @Nullable T value) {
        return value == null ? null : coder.encode(value);
    }
}
