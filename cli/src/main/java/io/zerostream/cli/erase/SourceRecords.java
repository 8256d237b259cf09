package io.zerostream.cli.erase;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of a source. Every topic that has records by source is read from its beginning to its present end: who
 * sends to {@code images} need not key by source.
 */
final class SourceRecords {
    private static final List<Kind<?>> KINDS = List.of(
            new Kind<>(Topics.IMAGES, ImageEvent.class, ImageEvent::getSourceId),
            new Kind<>(Topics.LABELS, ZeroShotLabel.class, ZeroShotLabel::getSourceId),
            new Kind<>(Topics.LABELS_SHADOW, ZeroShotLabel.class, ZeroShotLabel::getSourceId),
            new Kind<>(Topics.LABELS_REPLAY, ZeroShotLabel.class, ZeroShotLabel::getSourceId),
            new Kind<>(Topics.DEAD_LETTERS, DeadLetter.class, DeadLetter::getSourceId),
            new Kind<>(Topics.DEAD_LETTERS_REPLAY, DeadLetter.class, DeadLetter::getSourceId),
            new Kind<>(Topics.LABEL_STATS, LabelStats.class, LabelStats::getSourceId),
            new Kind<>(Topics.SIGHTINGS, Sighting.class, Sighting::getSourceId));

    private final KafkaConnection kafka;
    private final String source;

    /** Records of a topic, and how each says whose it is. */
    private record Kind<T extends SpecificRecord>(
            Topics.Topic topic, Class<T> type, Function<T, @Nullable String> source) {}

    /** What has been seen of a partition so far. */
    private static final class Seen {
        private long records;
        private long last;
        private Instant oldest = Instant.MAX;
        private Instant newest = Instant.MIN;
        private long others;
        private long othersBefore;

        void other() {
            others++;
        }

        void of(long offset, Instant written) {
            records++;
            last = offset;
            oldest = written.isBefore(oldest) ? written : oldest;
            newest = written.isAfter(newest) ? written : newest;
            othersBefore = others;
        }
    }

    SourceRecords(KafkaConnection kafka, String source) {
        this.kafka = kafka;
        this.source = source;
    }

    /** Names of the topics that have records by source. */
    static List<String> topics() {
        return KINDS.stream().map(kind -> kind.topic().name()).toList();
    }

    /**
     * Where there are records of the source, by topics and partitions.
     *
     * @param there names of the topics that Kafka has
     * @throws io.zerostream.schemas.SchemaRegistryException when the schema registry is away
     * @throws org.apache.kafka.common.KafkaException when Kafka is away
     */
    List<Place> find(Set<String> there) {
        return KINDS.stream()
                .filter(kind -> there.contains(kind.topic().name()))
                .flatMap(kind -> find(kind).stream())
                .toList();
    }

    private <T extends SpecificRecord> List<Place> find(Kind<T> kind) {
        Map<Integer, Seen> partitions = new TreeMap<>();
        try (TopicReader<T> reader = TopicReader.fromBeginning(kafka, kind.topic(), kind.type())) {
            reader.toEnd(
                    record -> {
                        Seen seen = partitions.computeIfAbsent(record.partition(), p -> new Seen());
                        if (source.equals(kind.source().apply(record.value())) || source.equals(record.key())) {
                            seen.of(record.offset(), Instant.ofEpochMilli(record.timestamp()));
                        } else {
                            seen.other();
                        }
                    },
                    // when it was written is not told; now is the latest that it can be
                    record -> {
                        Seen seen =
                                partitions.computeIfAbsent(record.partition().partition(), p -> new Seen());
                        if (source.equals(record.key())) {
                            seen.of(record.offset(), Instant.now());
                        } else {
                            seen.other();
                        }
                    },
                    () -> false);
        }
        return partitions.entrySet().stream()
                .filter(found -> found.getValue().records > 0)
                .map(found -> place(kind.topic().name(), found.getKey(), found.getValue()))
                .toList();
    }

    private static Place place(String topic, int partition, Seen seen) {
        return new Place(topic, partition, seen.records, seen.last, seen.oldest, seen.newest, seen.othersBefore, null);
    }
}
