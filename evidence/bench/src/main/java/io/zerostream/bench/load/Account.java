package io.zerostream.bench.load;

import io.zerostream.schemas.ExactlyOnce;
import io.zerostream.schemas.ExactlyOnce.Ending;
import io.zerostream.schemas.Percentiles;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What became of each picture of a run. Pictures are numbered from 0; times are epoch milliseconds. Thread-safe. */
final class Account {
    private final ExactlyOnce<Integer, Picture> pictures = new ExactlyOnce<>();
    private final List<Waiter> waiters = new ArrayList<>();

    /** How a picture ended. */
    enum End {
        LABEL,
        SHED,
        DEAD
    }

    private static final class Picture {
        private final long sentAt;
        private long endedAt;
        private @Nullable End end;

        private Picture(long sentAt) {
            this.sentAt = sentAt;
        }

        private boolean ended(End how, long from, long to) {
            return end == how && endedAt >= from && endedAt < to;
        }

        private boolean owed(long at) {
            return sentAt < at && (end == null || endedAt >= at);
        }
    }

    private record Waiter(Predicate<ZeroShotLabel> wanted, CompletableFuture<Long> labelledAt) {}

    /**
     * What happened in a time.
     *
     * @param sent pictures
     * @param labelled pictures, whenever they were sent
     * @param shed pictures, whenever they were sent
     * @param dead pictures that ended as dead letters for other reasons
     * @param owed pictures sent before the end and not ended by then
     * @param latency of those labelled, from sent to matched, milliseconds
     */
    record Period(long sent, long labelled, long shed, long dead, long owed, Percentiles latency) {}

    /** A picture is about to be sent. @return its number, also its event id */
    synchronized int sent(long at) {
        int number = pictures();
        pictures.sent(number, new Picture(at));
        return number;
    }

    /** A label became visible. */
    void labelled(ZeroShotLabel label) {
        long at = label.getLabelledAt().toEpochMilli();
        end(label.getEventId(), End.LABEL, at);
        List<Waiter> heard;
        synchronized (this) {
            heard = waiters.stream().filter(w -> w.wanted().test(label)).toList();
            waiters.removeAll(heard);
        }
        heard.forEach(waiter -> waiter.labelledAt().complete(at));
    }

    /** A dead letter became visible. */
    void dead(DeadLetter letter) {
        End how = letter.getReason() == DeadLetterReason.SHED ? End.SHED : End.DEAD;
        end(letter.getEventId(), how, letter.getFailedAt().toEpochMilli());
    }

    private synchronized void end(@Nullable String eventId, End how, long at) {
        int number = eventId == null ? -1 : Integer.parseInt(eventId);
        Picture picture = pictures.get(number);
        if (pictures.ended(number) == Ending.FIRST && picture != null) {
            picture.end = how;
            picture.endedAt = at;
        }
    }

    /** When the next such label was made, as soon as it is visible. */
    synchronized CompletableFuture<Long> next(Predicate<ZeroShotLabel> wanted) {
        CompletableFuture<Long> labelledAt = new CompletableFuture<>();
        waiters.add(new Waiter(wanted, labelledAt));
        return labelledAt;
    }

    /** Pictures that were sent and have not come out. */
    synchronized long owed() {
        return pictures.owed();
    }

    /** Pictures so far; also the number of the next. */
    synchronized int pictures() {
        return Math.toIntExact(pictures.sent());
    }

    /** Whether each picture ended exactly once, and nothing else came out. */
    synchronized boolean balanced() {
        return pictures.balanced();
    }

    /** For people. */
    synchronized String balance() {
        return pictures.sent() + " pictures: " + count(End.LABEL) + " labels, " + count(End.SHED) + " shed, "
                + count(End.DEAD) + " other dead letters; " + owed() + " lost, " + pictures.again() + " ended again, "
                + pictures.strange()
                + " that nobody sent";
    }

    private long count(End how) {
        return pictures.values().filter(p -> p.end == how).count();
    }

    /** From sent to matched, of the labelled pictures that were sent in a time, milliseconds. */
    synchronized List<Long> latenciesOfSent(long from, long to) {
        return pictures.values()
                .filter(p -> p.end == End.LABEL && p.sentAt >= from && p.sentAt < to)
                .map(p -> p.endedAt - p.sentAt)
                .toList();
    }

    /** What happened from a moment to before another. */
    synchronized Period between(long from, long to) {
        List<Long> latencies = pictures.values()
                .filter(p -> p.ended(End.LABEL, from, to))
                .map(p -> p.endedAt - p.sentAt)
                .toList();
        return new Period(
                count(p -> p.sentAt >= from && p.sentAt < to),
                latencies.size(),
                count(p -> p.ended(End.SHED, from, to)),
                count(p -> p.ended(End.DEAD, from, to)),
                count(p -> p.owed(to)),
                Percentiles.of(latencies));
    }

    private long count(Predicate<Picture> which) {
        return pictures.values().filter(which).count();
    }

    /**
     * Labels a second of the pictures from a number on, in the middle 80 % of them: neither the start nor the last batch.
     *
     * @param first number of the first of these; they have all ended
     */
    synchronized double rateSince(int first) {
        long[] times = labelled(first).sorted().toArray();
        int from = times.length / 10;
        int to = times.length - 1 - from;
        return to <= from ? 0 : (to - from) * 1000.0 / Math.max(1, times[to] - times[from]);
    }

    private java.util.stream.LongStream labelled(int first) {
        return pictures.values().skip(first).filter(p -> p.end == End.LABEL).mapToLong(p -> p.endedAt);
    }
}
