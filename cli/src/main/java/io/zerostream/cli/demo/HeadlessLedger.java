package io.zerostream.cli.demo;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
        int ends;
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

    private final Map<String, Entry> entries = new HashMap<>();
    private final List<Labelled> labelled = new ArrayList<>();
    private final TreeSet<Long> revisions = new TreeSet<>();
    private final Map<String, Long> reasons = new TreeMap<>();
    private final List<Long> latencies = new ArrayList<>();
    private long labels;
    private long unknown;
    private long dead;
    private long duplicates;
    private long firstLabelAt;
    private long lastEndAt;
    private String modelVersion = "";

    @Override
    public synchronized void sent(String eventId, @Nullable String truth) {
        entries.put(eventId, new Entry(truth, System.currentTimeMillis()));
    }

    @Override
    public synchronized void labelled(ZeroShotLabel label) {
        Entry entry = entries.get(label.getEventId());
        if (entry == null || !ended(entry)) {
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
        Entry entry = entries.get(letter.getEventId());
        if (entry != null && ended(entry)) {
            dead++;
            reasons.merge(letter.getReason().name(), 1L, Long::sum);
        }
    }

    private boolean ended(Entry entry) {
        entry.ends++;
        entry.visibleAt = System.currentTimeMillis();
        lastEndAt = entry.visibleAt;
        duplicates += entry.ends > 1 ? 1 : 0;
        return entry.ends == 1;
    }

    /** How many pictures were sent and have not come out yet. */
    synchronized long owed() {
        return entries.size() - labels - dead;
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
        long firstSent =
                entries.values().stream().mapToLong(e -> e.sentAt).min().orElse(startedAt);
        double seconds = Math.max(1, lastEndAt - firstSent) / 1000.0;
        return new DemoReport(
                entries.size(),
                labels,
                unknown,
                dead,
                Map.copyOf(reasons),
                owed(),
                duplicates,
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
