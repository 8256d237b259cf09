package io.zerostream.job.internal.sink;

import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.SchemaRegistryAccess;
import io.zerostream.schemas.Topics;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;

/**
 * A record as the value of a topic, in Confluent's wire format.
 *
 * @param <T> the generated class
 */
final class AvroValue<T extends SpecificRecord> implements SerializationSchema<T> {
    private static final long serialVersionUID = 1L;

    private final SchemaCoder<T> coder;

    AvroValue(Class<T> type, Topics.Topic topic, SchemaRegistryAccess registry) {
        this.coder = new SchemaCoder<>(type, topic, registry);
    }

    @Override
    public byte[] serialize(T element) {
        return coder.encode(element);
    }
}
