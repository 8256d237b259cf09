package io.zerostream.schemas;

import io.zerostream.schemas.avro.AuditEntry;
import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.Feedback;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** All topics of ZeroStream and how they are kept. */
public final class Topics {
    /** Largest encoded record on {@link #IMAGES} and {@link #MODEL_CHUNKS}, bytes; brokers must allow as much. */
    public static final int MAX_RECORD_BYTES = 16 * 1024 * 1024;

    /** Largest piece of a checkpoint in one record, bytes: below Kafka's default record limit of 1 MiB. */
    public static final int CHUNK_BYTES = 900_000;

    /** A segment goes as a whole, and only when it is full: so it must be small beside what its partition may hold. */
    private static final int SEGMENTS_A_PARTITION = 8;

    private static final Duration SHORTEST_SEGMENT = Duration.ofMinutes(1);

    /** What names sources and addresses is not to stay because there was too little to clean up. */
    private static final Duration REPLACED_STAYS = Duration.ofDays(1);

    /** {@code ImageEvent}: pictures to label. */
    public static final Topic IMAGES = Topic.kept("images", 4, ImageEvent.getClassSchema(), Duration.ofDays(1))
            .stampedAtArrival()
            .unpacked();

    /** {@code ZeroShotLabel}: one per picture. */
    public static final Topic LABELS = Topic.kept("labels", 4, ZeroShotLabel.getClassSchema(), Duration.ofDays(7));

    /** {@code ZeroShotLabel}: what a shadow version would have said; nobody is served by it. */
    public static final Topic LABELS_SHADOW =
            Topic.kept("labels-shadow", 4, ZeroShotLabel.getClassSchema(), Duration.ofDays(7));

    /** {@code ZeroShotLabel}: pictures of the past labelled anew, unless a replay names another topic. */
    public static final Topic LABELS_REPLAY =
            Topic.kept("labels-replay", 4, ZeroShotLabel.getClassSchema(), Duration.ofDays(7));

    /** {@code JobNotice}: alarms and swaps of the job. */
    public static final Topic JOB_NOTICES =
            Topic.kept("job-notices", 1, JobNotice.getClassSchema(), Duration.ofDays(30));

    /** {@code DeadLetter}: pictures that got no label, with the reason. */
    public static final Topic DEAD_LETTERS =
            Topic.kept("dead-letters", 1, DeadLetter.getClassSchema(), Duration.ofDays(14));

    /** {@code DeadLetter}: pictures of the past that got no label in a replay. */
    public static final Topic DEAD_LETTERS_REPLAY =
            Topic.kept("dead-letters-replay", 1, DeadLetter.getClassSchema(), Duration.ofDays(7));

    /** {@code LabelStats}: one per window, class set and source. */
    public static final Topic LABEL_STATS =
            Topic.kept("label-stats", 1, LabelStats.getClassSchema(), Duration.ofDays(30));

    /** {@code Sighting}: a class appeared before a source, or left; written where {@code sightings.enabled} is set. */
    public static final Topic SIGHTINGS = Topic.kept("sightings", 1, Sighting.getClassSchema(), Duration.ofDays(30));

    /** {@code ClassRegistryRecord}: semantic spaces, prototypes, class sets; one partition, so order is global. */
    public static final Topic CLASS_REGISTRY = Topic.compacted("class-registry", ClassRegistryRecord.getClassSchema())
            .remembering(Duration.ofDays(7))
            .unpacked();

    /** {@code ModelRegistryRecord}: model versions and deployments; one partition, so order is global. */
    public static final Topic MODEL_REGISTRY = Topic.compacted("model-registry", ModelRegistryRecord.getClassSchema())
            .remembering(Duration.ofDays(7))
            .unpacked();

    /** {@code ModelChunk}: checkpoint files in pieces; compacted, so a version stays until it is removed. */
    public static final Topic MODEL_CHUNKS =
            Topic.compacted("model-chunks", ModelChunk.getClassSchema()).unpacked();

    /** {@code Camera}: what frames are taken from; who owns a partition runs its cameras, so there are more than runners. */
    public static final Topic CAMERAS =
            Topic.compacted("cameras", Camera.getClassSchema()).over(24).cleanedWithin(REPLACED_STAYS);

    /** {@code CameraState}: how each camera does. */
    public static final Topic CAMERA_STATES =
            Topic.compacted("camera-states", CameraState.getClassSchema()).cleanedWithin(REPLACED_STAYS);

    /** {@code AuditEntry}: who changed what through a gateway. */
    public static final Topic AUDIT = Topic.kept("audit", 1, AuditEntry.getClassSchema(), Duration.ofDays(365));

    /** {@code Feedback}: what people say that pictures show; kept until they take it back. */
    public static final Topic FEEDBACK =
            Topic.compacted("feedback", Feedback.getClassSchema()).cleanedWithin(REPLACED_STAYS);

    /** Every topic, in no order. */
    public static final List<Topic> ALL = List.of(
            IMAGES,
            LABELS,
            LABELS_SHADOW,
            LABELS_REPLAY,
            DEAD_LETTERS,
            DEAD_LETTERS_REPLAY,
            LABEL_STATS,
            SIGHTINGS,
            JOB_NOTICES,
            CLASS_REGISTRY,
            MODEL_REGISTRY,
            MODEL_CHUNKS,
            CAMERAS,
            CAMERA_STATES,
            AUDIT,
            FEEDBACK);

    /** Those whose records hold whole pictures. */
    private static final List<Topic> HOLD_PICTURES = List.of(IMAGES, DEAD_LETTERS, DEAD_LETTERS_REPLAY);

    /** Every version of a schema reads what every other wrote: jobs, gateways and consumers are upgraded in any order. */
    private static final String COMPATIBILITY = "FULL_TRANSITIVE";

    private Topics() {}

    /**
     * What to create on a broker.
     *
     * @param replicas replication factor, at least 1 and at most the number of brokers
     * @param pictureBytes bytes that {@code images} may take on a disk, and {@code dead-letters} too; what is beyond goes
     *     before its time, whether it has been labelled or not. 0 = no limit
     */
    public static Collection<NewTopic> newTopics(short replicas, long pictureBytes) {
        return ALL.stream()
                .map(t -> HOLD_PICTURES.contains(t) && pictureBytes > 0 ? t.holding(pictureBytes) : t)
                .map(t -> new NewTopic(t.name(), t.partitions(), replicas).configs(t.settings()))
                .toList();
    }

    /**
     * Registers today's schema of every topic and demands compatibility of later ones. Doing it again changes nothing.
     *
     * @throws SchemaRegistryException when the registry is away, or holds schemas that today's are not compatible with
     */
    public static void registerSchemas(SchemaRegistryClient registry) {
        for (Topic topic : ALL) {
            registry.register(topic.valueSubject(), topic.valueSchema());
            registry.requireCompatibility(topic.valueSubject(), COMPATIBILITY);
        }
    }

    /**
     * Settings of a topic that keeps its records for a time. A segment goes as a whole, when its newest record is that old:
     * so it is closed after an eighth of the time, which is how much longer a record can stay, beside the minutes between
     * two looks of the broker. By itself Kafka closes one that is not full after a week.
     *
     * @param time above 0
     */
    public static Map<String, String> retention(Duration time) {
        long segment = Math.max(SHORTEST_SEGMENT.toMillis(), time.toMillis() / SEGMENTS_A_PARTITION);
        return Map.of(
                TopicConfig.RETENTION_MS_CONFIG, Long.toString(time.toMillis()),
                TopicConfig.SEGMENT_MS_CONFIG, Long.toString(segment));
    }

    /**
     * One topic.
     *
     * @param name its name
     * @param partitions number of partitions, at least 1
     * @param valueSchema today's schema of its values
     * @param settings Kafka topic settings
     */
    public record Topic(String name, int partitions, Schema valueSchema, Map<String, String> settings) {
        /** The registry's subject for the values of this topic. */
        public String valueSubject() {
            return name + "-value";
        }

        /** What to create on a broker, with as many copies as it makes by itself. */
        public NewTopic newTopic() {
            return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
        }

        /** Whether the newest record of each key is kept for good, and a record without a value removes one. */
        public boolean compacted() {
            return TopicConfig.CLEANUP_POLICY_COMPACT.equals(settings.get(TopicConfig.CLEANUP_POLICY_CONFIG));
        }

        /** The same under another name. */
        public Topic named(String other) {
            return new Topic(other, partitions, valueSchema, settings);
        }

        private static Topic kept(String name, int partitions, Schema valueSchema, Duration retention) {
            Map<String, String> settings = new HashMap<>(retention(retention));
            settings.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            settings.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES));
            return new Topic(name, partitions, valueSchema, Map.copyOf(settings));
        }

        /** What another record replaced stays readable for this long, so that one can go back to it. */
        private Topic remembering(Duration history) {
            return with(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(history.toMillis()));
        }

        /**
         * What another record replaced goes this long after it, or little later. By itself Kafka cleans a segment only when it
         * is full or a week old, and half of what is there was replaced. It closes one when a record comes: where none comes
         * any more, the last ones stay.
         */
        private Topic cleanedWithin(Duration time) {
            String millis = Long.toString(time.toMillis());
            return with(TopicConfig.SEGMENT_MS_CONFIG, millis).with(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, millis);
        }

        private Topic over(int others) {
            return new Topic(name, others, valueSchema, settings);
        }

        private Topic with(String setting, String value) {
            Map<String, String> more = new HashMap<>(settings);
            more.put(setting, value);
            return new Topic(name, partitions, valueSchema, Map.copyOf(more));
        }

        private Topic holding(long bytes) {
            long aPartition = Math.max(1, bytes / partitions);
            long aSegment = Math.max(MAX_RECORD_BYTES, aPartition / SEGMENTS_A_PARTITION);
            Map<String, String> more = new HashMap<>(settings);
            more.put(TopicConfig.RETENTION_BYTES_CONFIG, Long.toString(aPartition));
            more.put(TopicConfig.SEGMENT_BYTES_CONFIG, Long.toString(Math.min(Integer.MAX_VALUE, aSegment)));
            return new Topic(name, partitions, valueSchema, Map.copyOf(more));
        }

        /**
         * The broker's clock says when a record came. A producer's would decide on retention and, by the event time of
         * pictures, on everybody's windows.
         */
        private Topic stampedAtArrival() {
            return with(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime");
        }

        /**
         * The broker unpacks compressed batches and then measures them. Else the limit of a record would hold for what is
         * sent, and readers would have to take whatever it unpacks to: for all that the job reads. Encoded pictures and
         * weights do not compress anyway.
         */
        private Topic unpacked() {
            return with(TopicConfig.COMPRESSION_TYPE_CONFIG, "uncompressed");
        }

        private static Topic compacted(String name, Schema valueSchema) {
            return new Topic(
                    name,
                    1,
                    valueSchema,
                    Map.of(
                            TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT,
                            // a job that was away for less than this still sees every removal
                            TopicConfig.DELETE_RETENTION_MS_CONFIG,
                                    Long.toString(Duration.ofDays(7).toMillis()),
                            TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES)));
        }
    }
}
