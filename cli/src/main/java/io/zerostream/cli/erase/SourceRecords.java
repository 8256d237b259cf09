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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
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
    private final OpenTransactions transactions;
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

    /** @param admin is borrowed */
    SourceRecords(KafkaConnection kafka, Admin admin, String source) {
        this.kafka = kafka;
        transactions = new OpenTransactions(admin);
        this.source = source;
    }

    /** Names of the topics that have records by source. */
    static List<String> topics() {
        return KINDS.stream().map(kind -> kind.topic().name()).toList();
    }

    /**
     * Where there are records of the source, and what cannot be read of the topics that may have some.
     *
     * @param there names of the topics that Kafka has
     * @throws ExecutionException when Kafka refuses it, or does not answer
     * @throws io.zerostream.schemas.SchemaRegistryException when the schema registry is away
     * @throws org.apache.kafka.common.KafkaException when Kafka is away
     */
    Found find(Set<String> there) throws ExecutionException, InterruptedException {
        List<Place> places = new ArrayList<>();
        List<Unseen> unseen = new ArrayList<>();
        for (Kind<?> kind : KINDS) {
            if (there.contains(kind.topic().name())) {
                Found found = find(kind);
                places.addAll(found.places());
                unseen.addAll(found.unseen());
            }
        }
        return new Found(places, unseen);
    }

    private <T extends SpecificRecord> Found find(Kind<T> kind) throws ExecutionException, InterruptedException {
        Map<Integer, Seen> partitions = new TreeMap<>();
        List<Unseen> unseen;
        try (TopicReader<T> reader = TopicReader.fromBeginning(kafka, kind.topic(), kind.type())) {
            Map<TopicPartition, Long> ends = transactions.ends(reader.ends().keySet());
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
            unseen = OpenTransactions.beyond(ends, reader.positions());
        }
        List<Place> places = partitions.entrySet().stream()
                .filter(found -> found.getValue().records > 0)
                .map(found -> place(kind.topic().name(), found.getKey(), found.getValue()))
                .toList();
        return new Found(places, unseen);
    }

    private static Place place(String topic, int partition, Seen seen) {
        return new Place(topic, partition, seen.records, seen.last, seen.oldest, seen.newest, seen.othersBefore, null);
    }
}
