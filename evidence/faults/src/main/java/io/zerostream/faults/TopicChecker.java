package io.zerostream.faults;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.SightingSettings;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.WindowKind;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code images}, {@code labels}, {@code dead-letters}, {@code label-stats} and, where it is told how they are found,
 * {@code sightings} from their beginning to their present committed end and says whether they balance. Needs all of {@code images} to be kept still, and a job that has
 * caught up: what it has not committed yet counts as lost.
 */
public final class TopicChecker {
    private final KafkaConnection kafka;
    private final EventTime times;
    private final @Nullable SightingSettings sightings;

    /**
     * For a job with the default {@code time.clock-tolerance}; sightings are not looked at.
     *
     * @param kafka where the topics are
     */
    public TopicChecker(KafkaConnection kafka) {
        this(kafka, EventTime.DEFAULT);
    }

    /**
     * Sightings are not looked at.
     *
     * @param kafka where the topics are
     * @param times how the job tells event time
     */
    public TopicChecker(KafkaConnection kafka, EventTime times) {
        this(kafka, times, null);
    }

    /**
     * @param kafka where the topics are
     * @param times how the job tells event time
     * @param sightings how the only job that ever wrote them finds sightings; null = they are not looked at
     */
    public TopicChecker(KafkaConnection kafka, EventTime times, @Nullable SightingSettings sightings) {
        this.kafka = kafka;
        this.times = times;
        this.sightings = sightings;
    }

    /** Reads and balances; a second or two for 100 000 pictures of a few kilobytes. */
    public Verdict check() {
        Account account = new Account(times, sightings);
        readImages(account);
        read(Topics.LABELS, ZeroShotLabel.class, r -> account.label(r.value()));
        read(Topics.DEAD_LETTERS, DeadLetter.class, r -> {
            DeadLetter letter = r.value();
            account.deadLetter(new Account.Place(letter.getPartition(), letter.getOffset()));
        });
        read(Topics.LABEL_STATS, LabelStats.class, r -> {
            LabelStats window = r.value();
            // sliding windows overlap: they count a label more than once
            if (window.getKind() != WindowKind.SLIDING) {
                account.window(new WindowAccount.Published(
                        window.getClassSet(),
                        window.getSourceId(),
                        window.getWindowStart().toEpochMilli(),
                        window.getWindowEnd().toEpochMilli(),
                        window.getKind() == WindowKind.LATE,
                        window.getLabels()));
            }
        });
        if (sightings != null) {
            read(Topics.SIGHTINGS, Sighting.class, r -> account.sighting(r.value()));
        }
        return account.verdict();
    }

    private void readImages(Account account) {
        read(
                Topics.IMAGES,
                ImageEvent.class,
                r -> account.picture(
                        r.value().getEventId(), new Account.Place(r.partition(), r.offset()), r.timestamp()),
                // it gets no label, so its time does not matter
                unreadable -> account.picture(null, unreadable, 0));
    }

    private <T extends SpecificRecord> void read(Topics.Topic topic, Class<T> type, TopicReader.Receiver<T> each) {
        read(topic, type, each, place -> {
            throw new IllegalStateException(
                    "the record at " + topic.name() + ' ' + place + " cannot be read: it is not the job's");
        });
    }

    /** To the end of what is committed: before the first transaction that is still open. */
    private <T extends SpecificRecord> void read(
            Topics.Topic topic, Class<T> type, TopicReader.Receiver<T> each, Consumer<Account.Place> unreadable) {
        try (TopicReader<T> reader = TopicReader.fromBeginning(kafka, topic, type)) {
            reader.toEnd(
                    each,
                    record -> unreadable.accept(
                            new Account.Place(record.partition().partition(), record.offset())),
                    () -> false);
        }
    }
}
