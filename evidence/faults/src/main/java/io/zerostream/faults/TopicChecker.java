package io.zerostream.faults;

import io.zerostream.job.config.EventTime;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads {@code images}, {@code labels}, {@code dead-letters} and {@code label-stats} from their beginning to their
 * present committed end and says whether they balance. Needs all of {@code images} to be kept still, and a job that has
 * caught up: what it has not committed yet counts as lost.
 */
public final class TopicChecker {
    private final KafkaConnection kafka;
    private final EventTime times;

    /**
     * For a job with the default {@code time.clock-tolerance}.
     *
     * @param kafka where the topics are
     */
    public TopicChecker(KafkaConnection kafka) {
        this(kafka, EventTime.DEFAULT);
    }

    /**
     * @param kafka where the topics are
     * @param times how the job tells event time
     */
    public TopicChecker(KafkaConnection kafka, EventTime times) {
        this.kafka = kafka;
        this.times = times;
    }

    /** Reads and balances; a second or two for 100 000 pictures of a few kilobytes. */
    public Verdict check() {
        Account account = new Account(times);
        readImages(account);
        read(Topics.LABELS, ZeroShotLabel.class, r -> {
            ZeroShotLabel label = r.value();
            account.label(
                    label.getEventId(),
                    label.getSourceId(),
                    label.getClassSet(),
                    label.getCapturedAt().toEpochMilli());
        });
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
