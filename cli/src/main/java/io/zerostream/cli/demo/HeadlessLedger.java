package io.zerostream.cli.demo;

import io.zerostream.schemas.ExactlyOnce;
import io.zerostream.schemas.ExactlyOnce.Ending;
import io.zerostream.schemas.Percentiles;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Remembers every picture of a bounded run and what became of it, so that nothing missing or doubled stays unseen. Keeps
 * about 300 bytes a picture.
 */
final class HeadlessLedger implements Ledger {
    /** One picture. Times are wall clock, milliseconds. */
    private static final class Entry {
        final @Nullable String truth;
        final long sentAt;
        long visibleAt;

        Entry(@Nullable String truth, long sentAt) {
            this.truth = truth;
            this.sentAt = sentAt;
        }
    }

    /** A label, reduced to what the report needs. */
    record Labelled(String truth, @Nullable String best, long revision, Instant labelledAt) {
        boolean right() {
            return truth.equals(best);
        }
    }

    private final ExactlyOnce<String, Entry> entries = new ExactlyOnce<>();
    private final List<Labelled> labelled = new ArrayList<>();
    private final TreeSet<Long> revisions = new TreeSet<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private final List<Long> latencies = new ArrayList<>();
    private long labels;
    private long unknown;
    private long dead;
    private long firstLabelAt;
    private long lastEndAt;
    private String modelVersion = "";

    @Override
    public synchronized void sent(String eventId, @Nullable String truth) {
        entries.sent(eventId, new Entry(truth, System.currentTimeMillis()));
    }

    @Override
    public synchronized void labelled(ZeroShotLabel label) {
        Entry entry = ended(label.getEventId());
        if (entry == null) {
            return;
        }
        labels++;
        firstLabelAt = firstLabelAt == 0 ? entry.visibleAt : firstLabelAt;
        latencies.add(entry.visibleAt - entry.sentAt);
        revisions.add(label.getClassSetRevision());
        modelVersion = label.getModelVersion();
        boolean isUnknown = label.getOutcome() == Outcome.UNKNOWN;
        unknown += isUnknown ? 1 : 0;
        if (entry.truth != null) {
            String best = isUnknown || label.getTop().isEmpty()
                    ? null
                    : label.getTop().get(0).getName();
            labelled.add(new Labelled(entry.truth, best, label.getClassSetRevision(), label.getLabelledAt()));
        }
    }

    @Override
    public synchronized void dead(DeadLetter letter) {
        if (letter.getEventId() != null && ended(letter.getEventId()) != null) {
            dead++;
            reasons.merge(letter.getReason().name(), 1L, Long::sum);
        }
    }

    /** A picture that ended for the first time; null for others'. */
    private @Nullable Entry ended(String eventId) {
        Ending ending = entries.ended(eventId);
        Entry entry = entries.get(eventId);
        if (entry != null) {
            entry.visibleAt = System.currentTimeMillis();
            lastEndAt = entry.visibleAt;
        }
        return ending == Ending.FIRST ? entry : null;
    }

    /** How many pictures were sent and have not come out yet. */
    synchronized long owed() {
        return entries.owed();
    }

    synchronized boolean hasLabels() {
        return labels > 0;
    }

    /** How many labelled pictures show this class. */
    synchronized long labelledOf(String truth, long atLeastRevision) {
        return labelled.stream()
                .filter(l -> l.truth().equals(truth) && l.revision() >= atLeastRevision)
                .count();
    }

    /**
     * The account of the run.
     *
     * @param startedAt when the process started, wall clock, milliseconds
     * @param added what was added half way; null when nothing was
     */
    synchronized DemoReport report(long startedAt, @Nullable AddedClass added) {
        long firstSent = entries.values().mapToLong(e -> e.sentAt).min().orElse(startedAt);
        double seconds = Math.max(1, lastEndAt - firstSent) / 1000.0;
        return new DemoReport(
                entries.sent(),
                labels,
                unknown,
                dead,
                Map.copyOf(reasons),
                owed(),
                entries.again(),
                (labels + dead) / seconds,
                Percentiles.of(latencies),
                firstLabelAt == 0 ? -1 : firstLabelAt - startedAt,
                accuracy(labelled),
                added == null ? null : added.judged(List.copyOf(labelled)),
                modelVersion,
                List.copyOf(revisions));
    }

    /** Share of right labels, NaN when there are none. */
    static double accuracy(List<Labelled> labels) {
        return labels.stream().mapToInt(l -> l.right() ? 1 : 0).average().orElse(Double.NaN);
    }
}
