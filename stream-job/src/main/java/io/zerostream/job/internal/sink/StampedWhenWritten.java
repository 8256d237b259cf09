package io.zerostream.job.internal.sink;

import java.util.Optional;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacet;
import org.apache.flink.connector.kafka.lineage.KafkaDatasetFacetProvider;
import org.apache.flink.connector.kafka.lineage.TypeDatasetFacet;
import org.apache.flink.connector.kafka.lineage.TypeDatasetFacetProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records with the time they are written at as their Kafka timestamp, not with their event time: retention counts from
 * there, and would delete the label of an old picture at its next pass.
 *
 * @param <T> what is written
 */
final class StampedWhenWritten<T>
        implements KafkaRecordSerializationSchema<T>, KafkaDatasetFacetProvider, TypeDatasetFacetProvider {
    private static final long serialVersionUID = 1L;

    private final KafkaRecordSerializationSchema<T> records;

    /** @param records the connector's own: pooled transactions ask it for its topic */
    StampedWhenWritten(KafkaRecordSerializationSchema<T> records) {
        this.records = records;
    }

    @Override
    public void open(SerializationSchema.InitializationContext context, KafkaSinkContext sink) throws Exception {
        records.open(context, sink);
    }

    @Override
    @SuppressWarnings("NullAway") // no timestamp makes the producer take the present; the interface is not annotated
    public ProducerRecord<byte[], byte[]> serialize(T element, KafkaSinkContext sink, @Nullable Long eventTime) {
        return records.serialize(element, sink, null);
    }

    @Override
    public Optional<KafkaDatasetFacet> getKafkaDatasetFacet() {
        return ((KafkaDatasetFacetProvider) records).getKafkaDatasetFacet();
    }

    @Override
    public Optional<TypeDatasetFacet> getTypeDatasetFacet() {
        return ((TypeDatasetFacetProvider) records).getTypeDatasetFacet();
    }
}
