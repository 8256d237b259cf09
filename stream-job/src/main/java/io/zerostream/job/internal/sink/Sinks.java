package io.zerostream.job.internal.sink;

import io.zerostream.job.config.DeadLetterContent;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.JobConfig;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.HeaderProvider;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The Kafka sinks. A record's Kafka timestamp is when it was written. Exactly once means transactions with pooled ids, by
 * deployment and topic: two jobs of one deployment would fence each other off, which is right.
 */
public final class Sinks {
    private Sinks() {}

    /** Labels. */
    public static Sink<ZeroShotLabel> labels(JobConfig config) {
        return sink(
                config,
                Topics.LABELS,
                values(config, Topics.LABELS, ZeroShotLabel.class),
                new Keys.OfLabel(),
                new TraceHeaders.OfLabel());
    }

    /** Labels of a shadow version. */
    public static Sink<ZeroShotLabel> shadowLabels(JobConfig config) {
        return sink(
                config,
                Topics.LABELS_SHADOW,
                values(config, Topics.LABELS_SHADOW, ZeroShotLabel.class),
                new Keys.OfLabel(),
                new TraceHeaders.OfLabel());
    }

    /** Alarms and swaps: seen at once whatever the delivery, for they tell why labels do not come. */
    public static Sink<JobNotice> notices(JobConfig config) {
        return atLeastOnce(builder(
                config,
                Topics.JOB_NOTICES,
                values(config, Topics.JOB_NOTICES, JobNotice.class),
                new Keys.OfNotice(),
                new TraceHeaders.None()));
    }

    /** Pictures without a label. */
    public static Sink<DeadLetter> deadLetters(JobConfig config) {
        return sink(
                config,
                Topics.DEAD_LETTERS,
                letters(config, Topics.DEAD_LETTERS),
                new Keys.OfDeadLetter(),
                new TraceHeaders.OfDeadLetter());
    }

    /** Labels of a replay: a run in batch mode has no checkpoints to commit by, so at least once. */
    public static Sink<ZeroShotLabel> replayedLabels(JobConfig config, Topics.Topic topic) {
        return atLeastOnce(builder(
                config,
                topic,
                values(config, topic, ZeroShotLabel.class),
                new Keys.OfLabel(),
                new TraceHeaders.OfLabel()));
    }

    /** Dead letters of a replay, at least once. */
    public static Sink<DeadLetter> replayedDeadLetters(JobConfig config) {
        return atLeastOnce(builder(
                config,
                Topics.DEAD_LETTERS_REPLAY,
                letters(config, Topics.DEAD_LETTERS_REPLAY),
                new Keys.OfDeadLetter(),
                new TraceHeaders.OfDeadLetter()));
    }

    /** Statistics of windows. */
    public static Sink<LabelStats> stats(JobConfig config) {
        return sink(
                config,
                Topics.LABEL_STATS,
                values(config, Topics.LABEL_STATS, LabelStats.class),
                new Keys.OfStats(),
                new TraceHeaders.None());
    }

    /** Classes that appeared, and left. */
    public static Sink<Sighting> sightings(JobConfig config) {
        return sink(
                config,
                Topics.SIGHTINGS,
                values(config, Topics.SIGHTINGS, Sighting.class),
                new Keys.OfSighting(),
                new TraceHeaders.None());
    }

    private static <T extends SpecificRecord> SerializationSchema<T> values(
            JobConfig config, Topics.Topic topic, Class<T> type) {
        return new AvroValue<>(type, topic, config.kafka().registry());
    }

    /** Dead letters as they stand on a topic, with as much in them as is wanted. */
    static SerializationSchema<DeadLetter> letters(JobConfig config, Topics.Topic topic) {
        SerializationSchema<DeadLetter> whole = values(config, topic, DeadLetter.class);
        return config.deadLetters() == DeadLetterContent.KEEP ? whole : new WithoutContent(whole);
    }

    private static <T extends SpecificRecord> Sink<T> sink(
            JobConfig config,
            Topics.Topic topic,
            SerializationSchema<T> values,
            SerializationSchema<T> key,
            HeaderProvider<? super T> headers) {
        KafkaSinkBuilder<T> sink = builder(config, topic, values, key, headers);
        if (config.checkpointing().delivery() == Delivery.AT_LEAST_ONCE) {
            return atLeastOnce(sink);
        }
        long timeout = config.checkpointing().transactionTimeout().toMillis();
        return new ClosingKafkaSink<>(
                sink.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                        .setTransactionalIdPrefix("zerostream-" + config.deployment() + '-' + topic.name())
                        .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                        .setProperty(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(timeout))
                        .build(),
                true);
    }

    private static <T> Sink<T> atLeastOnce(KafkaSinkBuilder<T> sink) {
        return new ClosingKafkaSink<>(
                sink.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE).build(), false);
    }

    private static <T extends SpecificRecord> KafkaSinkBuilder<T> builder(
            JobConfig config,
            Topics.Topic topic,
            SerializationSchema<T> values,
            SerializationSchema<T> key,
            HeaderProvider<? super T> headers) {
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(config.kafka().clientProperties())
                .setRecordSerializer(new StampedWhenWritten<>(KafkaRecordSerializationSchema.<T>builder()
                        .setTopic(topic.name())
                        .setKeySerializationSchema(key)
                        .setHeaderProvider(headers)
                        .setValueSerializationSchema(values)
                        .build()))
                .setProperty(ProducerConfig.ACKS_CONFIG, "all")
                .setProperty(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(Topics.MAX_RECORD_BYTES));
    }
}
