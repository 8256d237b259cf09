package io.zerostream.faults;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.TopicTail;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Follows labels, dead letters and windows as they are committed, to know when a run has caught up. Not the proof: that
 * is {@link TopicChecker}. Closing it ends its threads.
 */
final class EndWatch implements AutoCloseable {
    private final BitSet ended = new BitSet();
    private final long[] newest = new long[PictureLoad.SOURCES];
    private final List<TopicTail<?>> tails;
    private long windowsUntil;

    EndWatch(KafkaConnection kafka) {
        Arrays.fill(newest, -1);
        tails = List.of(
                TopicTail.fromBeginning(kafka, Topics.LABELS, ZeroShotLabel.class, this::label),
                TopicTail.fromBeginning(kafka, Topics.DEAD_LETTERS, DeadLetter.class, this::deadLetter),
                TopicTail.fromBeginning(kafka, Topics.LABEL_STATS, LabelStats.class, this::window));
    }

    private synchronized void label(ZeroShotLabel label) {
        end(label.getEventId());
    }

    private synchronized void deadLetter(DeadLetter letter) {
        if (letter.getEventId() != null) {
            end(letter.getEventId());
        }
    }

    private synchronized void window(LabelStats window) {
        windowsUntil = Math.max(windowsUntil, window.getWindowEnd().toEpochMilli());
    }

    private void end(String eventId) {
        if (!PictureLoad.isOne(eventId)) {
            return;
        }
        int number = PictureLoad.number(eventId);
        ended.set(number);
        int source = number % PictureLoad.SOURCES;
        newest[source] = Math.max(newest[source], number);
    }

    /**
     * Pictures that ended, each counted once.
     *
     * @throws IllegalStateException when a topic is no longer followed
     */
    long ended() {
        tails.forEach(TopicTail::check);
        return count();
    }

    private synchronized long count() {
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

    @Override
    public void close() throws InterruptedException {
        for (TopicTail<?> tail : tails) {
            tail.close();
        }
    }
}
