package io.zerostream.job.internal.source;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.internal.IncomingPicture;
import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.schemas.ConsumerGroups;
import io.zerostream.schemas.Topics;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.KafkaSourceOptions;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/** The Kafka sources. Those that never end begin at the beginning on a first start and at their checkpoint after that. */
public final class Sources {
    /**
     * What a poll hands over is in memory all at once, unpacked: of a topic whose broker lets compressed batches in, many
     * times what was fetched. With Kafka's 500 that is 8 GB of the largest records.
     */
    private static final int RECORDS_A_POLL = 32;

    private Sources() {}

    /** Pictures. On a first start, where the deployment's consumer group stands; at the beginning if it never ran. */
    @SuppressWarnings("deprecation") // Kafka deprecates the enum, the connector has no other way to say it yet
    public static KafkaSource<IncomingPicture> images(JobConfig config) {
        return source(
                config,
                Topics.IMAGES,
                OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST),
                new ImageRecordSchema(config.kafka().registry(), config.eventTime()));
    }

    /**
     * Pictures of the past, and then the end.
     *
     * @param from first offset of each partition to read
     * @param to last offset plus one of each of these
     */
    public static KafkaSource<IncomingPicture> images(
            JobConfig config, Map<TopicPartition, Long> from, Map<TopicPartition, Long> to) {
        return builder(config, new ImageRecordSchema(config.kafka().registry(), config.eventTime()))
                .setPartitions(Set.copyOf(from.keySet()))
                .setStartingOffsets(OffsetsInitializer.offsets(from))
                .setBounded(OffsetsInitializer.offsets(to))
                // it belongs to no deployment, and leaves no trace
                .setProperty(KafkaSourceOptions.COMMIT_OFFSETS_ON_CHECKPOINT.key(), "false")
                .build();
    }

    /** Classes. */
    public static KafkaSource<ControlRecord> classes(JobConfig config) {
        return source(
                config,
                Topics.CLASS_REGISTRY,
                OffsetsInitializer.earliest(),
                ControlRecordSchema.ofClasses(config.kafka().registry()));
    }

    /** Models and deployments. */
    public static KafkaSource<ControlRecord> models(JobConfig config) {
        return source(
                config,
                Topics.MODEL_REGISTRY,
                OffsetsInitializer.earliest(),
                ControlRecordSchema.ofModels(config.kafka().registry()));
    }

    private static <T> KafkaSource<T> source(
            JobConfig config,
            Topics.Topic topic,
            OffsetsInitializer start,
            KafkaRecordDeserializationSchema<T> schema) {
        return builder(config, schema)
                .setTopics(topic.name())
                .setStartingOffsets(start)
                .build();
    }

    private static <T> KafkaSourceBuilder<T> builder(JobConfig config, KafkaRecordDeserializationSchema<T> schema) {
        return KafkaSource.<T>builder()
                .setProperties(config.kafka().clientProperties())
                .setGroupId(ConsumerGroups.ofDeployment(config.deployment()))
                .setDeserializer(schema)
                .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
                // a picture may be as large as a record: let one through even when it fills a fetch
                .setProperty(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Integer.toString(Topics.MAX_RECORD_BYTES))
                .setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Integer.toString(RECORDS_A_POLL));
    }
}
