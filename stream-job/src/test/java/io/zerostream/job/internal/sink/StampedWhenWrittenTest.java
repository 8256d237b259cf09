package io.zerostream.job.internal.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class StampedWhenWrittenTest {
    private final StampedWhenWritten<String> records =
            new StampedWhenWritten<>(KafkaRecordSerializationSchema.<String>builder()
                    .setTopic("labels")
                    .setValueSerializationSchema(new SimpleStringSchema())
                    .build());

    @Test
    void theProducerStampsARecordAndNotTheEventTime() {
        ProducerRecord<byte[], byte[]> record = records.serialize("a label", null, 1_000L);

        assertThat(record.timestamp()).isNull();
        assertThat(record.topic()).isEqualTo("labels");
        assertThat(record.value()).isEqualTo("a label".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void pooledTransactionsLearnItsTopic() {
        assertThat(records.getKafkaDatasetFacet())
                .hasValueSatisfying(facet ->
                        assertThat(facet.getTopicIdentifier().getTopics()).containsExactly("labels"));
    }
}
