package io.zerostream.faults;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Follows labels, dead letters and windows as they are committed, to know when a run has caught up. Not the proof: that
 * is {@link TopicChecker}. Closing it ends its threads.
 */
final class EndWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);
    private static final double P99 = 0.99;

    private final List<Thread> threads = new ArrayList<>();
    private final List<AutoCloseable> consumers = new ArrayList<>();
    private final BitSet ended = new BitSet();
    private final long[] newest = new long[PictureLoad.SOURCES];
    private final List<Integer> latencies = new ArrayList<>();
    private long shed;
    private long windowsUntil;
    private volatile boolean closed;

    EndWatch(KafkaConnection kafka) {
        Arrays.fill(newest, -1);
        follow(kafka, Topics.LABELS, ZeroShotLabel.class, r -> label(r.value()));
        follow(kafka, Topics.DEAD_LETTERS, DeadLetter.class, r -> deadLetter(r.value()));
        follow(
                kafka,
                Topics.LABEL_STATS,
                LabelStats.class,
                r -> window(r.value().getWindowEnd().toEpochMilli()));
    }

    private <T extends SpecificRecord> void follow(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type, Consumer<ConsumerRecord<String, T>> each) {
        var consumer = kafka.consumerOfAllPartitions(topic, type);
        consumer.seekToBeginning(consumer.assignment());
        consumers.add(consumer::wakeup);
        Thread thread = new Thread(
                () -> {
                    try (consumer) {
                        while (!closed) {
                            consumer.poll(POLL).forEach(each);
                        }
                    } catch (WakeupException e) {
                        // asked to end
                    }
                },
                "watch-" + topic.name());
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private synchronized void label(ZeroShotLabel label) {
        end(label.getEventId());
        latencies.add((int) (System.currentTimeMillis() - label.getCapturedAt().toEpochMilli()));
    }

    private synchronized void deadLetter(DeadLetter letter) {
        if (letter.getEventId() != null) {
            end(letter.getEventId());
        }
        if (letter.getReason() == DeadLetterReason.SHED) {
            shed++;
        }
    }

    private void end(String eventId) {
        int number = PictureLoad.number(eventId);
        ended.set(number);
        int source = number % PictureLoad.SOURCES;
        newest[source] = Math.max(newest[source], number);
    }

    private synchronized void window(long end) {
        windowsUntil = Math.max(windowsUntil, end);
    }

    /** Pictures that ended, each counted once. */
    synchronized long ended() {
        return ended.cardinality();
    }

    /** Whether each source has an end of a picture with this number or a later one. */
    synchronized boolean allSourcesPast(long number) {
        return Arrays.stream(newest).allMatch(n -> n >= number);
    }

    /** End of the newest window, event time in milliseconds. */
    synchronized long windowsUntil() {
        return windowsUntil;
    }

    /** Dead letters with reason SHED. */
    synchronized long shed() {
        return shed;
    }

    /** From capture to being seen here, of the labels since the last call; milliseconds, -1 without labels. */
    synchronized int takeP99() {
        int[] sorted = latencies.stream().mapToInt(Integer::intValue).sorted().toArray();
        latencies.clear();
        return sorted.length == 0 ? -1 : sorted[(int) (P99 * (sorted.length - 1))];
    }

    @Override
    public void close() throws Exception {
        closed = true;
        for (AutoCloseable consumer : consumers) {
            consumer.close();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
