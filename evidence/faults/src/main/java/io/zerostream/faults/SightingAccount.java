package io.zerostream.faults;

import io.zerostream.faults.SaidLabels.Said;
import io.zerostream.job.ExpectedSightings;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.SightingSettings;
import io.zerostream.schemas.avro.Sighting;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Compares sightings with the labels that they are made of, for each class set and source. Each record must {@linkplain
 * ToldSightings hold by itself}. And all of them must be those that the job's own arithmetic makes of the labels, in their
 * order, up to those that event time had not reached. Where {@linkplain LateLabels labels may have been left out}, those
 * that it makes {@linkplain Explanation without some of them} do as well; when there are too many to try, that class set
 * and source is counted as unclear.
 *
 * <p>For a job that began without state and was never begun anew, that writes exactly once, whose pictures have ids of
 * their own, and whose labels never waited by the ten thousand for event time.
 */
final class SightingAccount {
    private final EventTime times;
    private final SightingSettings settings;
    private final Consumer<String> example;
    private final Map<Key, SaidLabels> labels = new HashMap<>();
    private final Map<Key, List<Sighting>> told = new HashMap<>();

    private record Key(String classSet, String source) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int bySet = classSet.compareTo(other.classSet);
            return bySet == 0 ? source.compareTo(other.source) : bySet;
        }
    }

    /**
     * How sightings balance.
     *
     * @param appeared records that say so
     * @param left records that say so
     * @param wrong records that do not hold, that the labels do not make, or that are missing
     * @param unclear class sets and sources whose sightings are right only if late labels were left out, of which there are
     *     too many to find out which
     */
    record Balance(long appeared, long left, long wrong, long unclear) {
        /** Without any. */
        static final Balance NONE = new Balance(0, 0, 0, 0);
    }

    /**
     * @param times how the job tells event time
     * @param settings how it finds sightings
     * @param example takes sentences about what is wrong
     */
    SightingAccount(EventTime times, SightingSettings settings, Consumer<String> example) {
        this.times = times;
        this.settings = settings;
        this.example = example;
    }

    /** @param at its event time, epoch milliseconds */
    void label(ZeroShotLabel label, long at) {
        labels.computeIfAbsent(new Key(label.getClassSet(), label.getSourceId()), k -> new SaidLabels())
                .add(new Said(at, label.getLabelledAt().toEpochMilli(), ExpectedSightings.Said.of(label)));
    }

    /** One record of {@code sightings}, in the order of its partition. */
    void told(Sighting sighting) {
        told.computeIfAbsent(new Key(sighting.getClassSet(), sighting.getSourceId()), k -> new ArrayList<>())
                .add(sighting);
    }

    /** @param reached exclusive, epoch milliseconds: what was settled before that event time must have been told */
    Balance balance(long reached) {
        LateLabels late = new LateLabels(
                labels.values().stream().flatMap(l -> l.all().stream()).toList(), times, settings);
        long wrong = 0;
        long unclear = 0;
        Set<Key> keys = new TreeSet<>(labels.keySet());
        keys.addAll(told.keySet());
        for (Key key : keys) {
            SaidLabels said = labels.getOrDefault(key, new SaidLabels());
            List<Sighting> records = told.getOrDefault(key, List.of());
            wrong += notHolding(records, new ToldSightings(said, late::mayBe));
            ExpectedSightings arithmetic = new ExpectedSightings(settings, key.classSet(), key.source());
            switch (new Explanation(arithmetic, said, late::mayBe, records, reached).search()) {
                case FOUND -> {}
                case UNCLEAR -> unclear++;
                case NONE -> {
                    List<Sighting> ofAll = arithmetic.of(said.whatTheySay());
                    wrong += differing(records, ofAll, reached);
                    example.accept(firstDifference(records, ofAll));
                }
            }
        }
        return new Balance(number("APPEARED"), number("LEFT"), wrong, unclear);
    }

    private long notHolding(List<Sighting> records, ToldSightings check) {
        long wrong = 0;
        for (Sighting record : records) {
            Optional<String> problem = check.next(record);
            if (problem.isPresent()) {
                wrong++;
                example.accept(record + " " + problem.get());
            }
        }
        return wrong;
    }

    /** Records that only one side has, but for those that are not due yet; at least 1. */
    private static long differing(List<Sighting> records, List<Sighting> wanted, long reached) {
        Set<Sighting> missing = new HashSet<>(wanted);
        records.forEach(missing::remove);
        missing.removeIf(s -> s.getDecidedAt().toEpochMilli() >= reached);
        Set<Sighting> extra = new HashSet<>(records);
        wanted.forEach(extra::remove);
        return Math.max(1, extra.size() + missing.size());
    }

    private static String firstDifference(List<Sighting> records, List<Sighting> wanted) {
        int i = 0;
        while (i < Math.min(records.size(), wanted.size()) && records.get(i).equals(wanted.get(i))) {
            i++;
        }
        return "labels make " + (i < wanted.size() ? wanted.get(i) : "no further sighting") + "; told was "
                + (i < records.size() ? records.get(i) : "none");
    }

    private long number(String status) {
        return told.values().stream()
                .flatMap(List::stream)
                .filter(s -> s.getStatus().equals(status))
                .count();
    }
}
