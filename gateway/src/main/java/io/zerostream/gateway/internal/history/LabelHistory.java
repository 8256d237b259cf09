package io.zerostream.gateway.internal.history;

import io.zerostream.gateway.config.HistoryLimits;
import io.zerostream.gateway.internal.topic.ForeignRecordException;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.WindowKind;
import io.zerostream.schemas.registry.RegistryLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Labels over time by class set, source and class: {@code label-stats} rolled up to minutes, ten minutes and hours. Windows
 * side by side and late ones together hold each label once, so their counts add up; windows that overlap are left out. Of a
 * window that comes again the one with more labels counts, and of equals the last: a job that starts without its state
 * writes windows again with the few labels that came twice. Where the former is no longer remembered, the first counts.
 * Thread-safe, and bounded by its {@link HistoryLimits} whatever comes.
 */
public final class LabelHistory {
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final int SEEN_WINDOWS = 1_000_000;
    private static final int SHARE_OF_RECENT_WINDOWS = 16;

    private final HistoryLimits limits;
    private final Tier minutes;
    private final Tier tenMinutes;
    private final Tier hours;
    private final SeriesPlaces places;
    private final ClassNames names;
    private final RecentWindows recent;
    private final SeenWindows seen = new SeenWindows(SEEN_WINDOWS);
    private long tidiedAt = Long.MIN_VALUE;

    /** Knows nothing yet. */
    public LabelHistory(HistoryLimits limits) {
        this.limits = limits;
        this.minutes = new Tier(Duration.ofMinutes(1).toMillis(), limits.minutes());
        this.tenMinutes = new Tier(Duration.ofMinutes(10).toMillis(), limits.tenMinutes());
        this.hours = new Tier(HOUR, limits.hours());
        this.places = new SeriesPlaces(limits.series());
        this.names = new ClassNames(limits.classes());
        this.recent = new RecentWindows(limits.bytes() / SHARE_OF_RECENT_WINDOWS);
    }

    /**
     * The topic's next window.
     *
     * @throws ForeignRecordException when no job wrote it
     */
    public synchronized void window(LabelStats window) {
        if (window.getKind() == WindowKind.SLIDING) {
            return;
        }
        demandOurs(window);
        tidy();
        WindowId id = WindowId.of(window);
        boolean first = seen.add(id.start(), id.bits());
        RecentWindows.Kept before = recent.of(id);
        if (before == null ? !first : window.getLabels() < before.counted().labels()) {
            return;
        }
        RecentWindows.Kept now =
                new RecentWindows.Kept(places.of(window.getClassSet(), window.getSourceId()), counted(window));
        recent.put(id, now);
        long length = window.getWindowEnd().toEpochMilli() - id.start();
        for (Tier tier : List.of(minutes, tenMinutes, hours)) {
            if (length > tier.step() && tier != hours) {
                tier.unknownUntil(window.getWindowEnd().toEpochMilli());
                continue;
            }
            if (before != null) {
                tier.remove(id.start(), before.series(), before.counted());
            }
            tier.add(id.start(), now.series(), now.counted());
        }
        shrink();
    }

    /** Names and counts are remembered, so they must be such as a job gives. */
    private static void demandOurs(LabelStats window) {
        long known = window.getUnknown();
        boolean ours = ImageEventLimits.isSourceId(window.getSourceId())
                && ImageEventLimits.isCapturedAt(window.getWindowStart())
                && window.getWindowStart().isBefore(window.getWindowEnd())
                && window.getClassSet().length() <= RegistryLimits.NAME_CHARS
                && known >= 0;
        for (Map.Entry<String, Long> count : window.getCounts().entrySet()) {
            ours = ours && count.getValue() > 0 && count.getKey().length() <= RegistryLimits.NAME_CHARS;
            known = ours ? Math.addExact(known, count.getValue()) : known;
        }
        if (!ours || known != window.getLabels()) {
            throw new ForeignRecordException("a window with a name, a time or counts that no job gives");
        }
    }

    private Counted counted(LabelStats window) {
        SortedMap<String, Long> named = new TreeMap<>();
        window.getCounts().forEach((name, count) -> names.known(name).ifPresent(one -> named.put(one, count)));
        ClassCounts classes = ClassCounts.of(named);
        Double psi = window.getPsi();
        Double jensenShannon = window.getJensenShannon();
        boolean compared = psi != null && jensenShannon != null;
        long labels = window.getLabels();
        return new Counted(
                1,
                labels,
                window.getUnknown(),
                labels - window.getUnknown() - classes.sum(),
                classes,
                window.getAlarm() ? 1 : 0,
                compared ? labels : 0,
                labels * window.getMeanMargin(),
                labels * window.getEntropy(),
                psi != null && compared ? labels * psi : 0,
                jensenShannon != null && compared ? labels * jensenShannon : 0);
    }

    /** Frees the places and names of what is no longer counted, at most once for each hour that is forgotten. */
    private void tidy() {
        if (tidiedAt == hours.since() || (!places.full() && !names.full())) {
            return;
        }
        tidiedAt = hours.since();
        Collection<Map<Series, Counted>> all = hours.all().values();
        places.keep(all.stream().flatMap(step -> step.keySet().stream()).collect(Collectors.toSet()));
        names.keep(all.stream().flatMap(step -> step.values().stream()));
    }

    private void shrink() {
        while (bytes() > limits.bytes()) {
            boolean smaller =
                    minutes.dropOldest() || tenMinutes.dropOldest() || hours.foldOldest() || hours.dropOldest();
            if (!smaller) {
                return;
            }
        }
    }

    /** What the sums take in memory, about. */
    synchronized long bytes() {
        return minutes.bytes() + tenMinutes.bytes() + hours.bytes();
    }

    /**
     * Forgets a source, but for labels of it that are counted together with those of others. Its windows stay known, so that
     * none is counted that comes again.
     *
     * @return windows of it that were counted, of the hours that are kept
     */
    public synchronized long forgetSource(String sourceId) {
        minutes.forgetSource(sourceId);
        tenMinutes.forgetSource(sourceId);
        recent.forgetSource(sourceId);
        places.forgetSource(sourceId);
        return hours.forgetSource(sourceId);
    }

    /** Another topic is read, of which nothing has been. */
    public synchronized void forget() {
        minutes.clear();
        tenMinutes.clear();
        hours.clear();
        places.clear();
        names.clear();
        recent.clear();
        seen.clear();
        tidiedAt = Long.MIN_VALUE;
    }

    /**
     * What was labelled in a stretch of time, widened to whole steps.
     *
     * @param source null = all sources of the set
     * @param from before {@code to}
     * @param points steps at most, but for one that is cut by an end; at least 1
     */
    Stretch read(String classSet, @Nullable String source, Instant from, Instant to, int points) {
        long least = Steps.up(to.toEpochMilli() - from.toEpochMilli(), points);
        long step;
        long first;
        List<List<Counted>> steps = new ArrayList<>();
        synchronized (this) {
            Tier tier = tier(from.toEpochMilli(), least);
            step = Steps.of(least, tier.step());
            first = Math.floorDiv(from.toEpochMilli(), step) * step;
            long count = Steps.up(to.toEpochMilli() - first, step);
            for (long i = 0; i < count; i++) {
                steps.add(new ArrayList<>());
            }
            tier.between(first, first + count * step)
                    .forEach((at, sums) -> sums.forEach((series, sum) -> {
                        if (classSet.equals(series.classSet())
                                && (source == null || source.equals(series.sourceId()))) {
                            steps.get((int) ((at - first) / step)).add(sum);
                        }
                    }));
        }
        // the sums never change, so they are added up while others go on
        return new Stretch(
                first,
                step,
                steps.stream()
                        .map(sums -> sums.stream().reduce(Counted.NOTHING, Counted::plus))
                        .toList());
    }

    /** The one that tells the stretch by the shortest steps that are long enough. */
    private Tier tier(long from, long least) {
        Tier best = hours;
        for (Tier tier : List.of(tenMinutes, minutes)) {
            long step = Steps.of(least, tier.step());
            boolean reaches = tier.since() <= Math.floorDiv(from, step) * step;
            if (reaches && step < Steps.of(least, best.step())) {
                best = tier;
            }
        }
        return best;
    }

    /**
     * Whether labels of a set, or of a source of it, are counted by themselves, if there are any.
     *
     * @param source null = all sources of the set
     */
    synchronized boolean isApart(String classSet, @Nullable String source) {
        if (!places.has(classSet)) {
            return !counts(new Series(null, null));
        }
        return source == null || places.has(classSet, source) || !counts(new Series(classSet, null));
    }

    private boolean counts(Series series) {
        return hours.all().values().stream().anyMatch(step -> step.containsKey(series));
    }

    /** All series that there are, in no order. */
    List<SeriesSum> series() {
        Map<Series, SeriesSum> sums = new HashMap<>();
        synchronized (this) {
            hours.all()
                    .forEach((at, step) -> step.forEach((series, sum) -> {
                        if (sum.labels() > 0) {
                            sums.merge(series, new SeriesSum(series, sum.labels(), at, at), SeriesSum::and);
                        }
                    }));
        }
        return List.copyOf(sums.values());
    }

    /** Beginning of the oldest hour that is known; empty = none is. */
    synchronized Optional<Instant> since() {
        return hours.all().isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(hours.all().firstKey()));
    }
}
