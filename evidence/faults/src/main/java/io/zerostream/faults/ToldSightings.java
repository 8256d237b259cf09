package io.zerostream.faults;

import io.zerostream.faults.SaidLabels.Said;
import io.zerostream.schemas.avro.Sighting;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Records of one class set and source, each held against the labels and against those before it: whatever settings they
 * were found with.
 *
 * <p>{@code labels} is how many labels of the class are in the stretch from {@code first_at} to {@code last_at}, both
 * inclusive, by event time; of one event time each picture counts once. Late labels may be missing from it: so many fewer
 * are right, and mean and best are those of labels that can have been counted.
 */
final class ToldSightings {
    /** Of sums of doubles, as a part. */
    private static final double ROUNDING = 1e-6;

    private final SaidLabels labels;
    private final Predicate<Said> late;
    private final Map<String, Sighting> appeared = new HashMap<>();
    private final Set<String> left = new HashSet<>();
    private final Map<String, Sighting> lastOfClass = new HashMap<>();

    /**
     * @param labels all of that class set and source
     * @param late those that may have been left out
     */
    ToldSightings(SaidLabels labels, Predicate<Said> late) {
        this.labels = labels;
        this.late = late;
    }

    /** What is wrong with the next record of the partition, for people; empty when it holds. */
    Optional<String> next(Sighting told) {
        Optional<String> place =
                switch (told.getStatus()) {
                    case "APPEARED" -> appears(told);
                    case "LEFT" -> leaves(told);
                    default -> Optional.of("has a status that there is not");
                };
        return place.or(() -> stretch(told));
    }

    private Optional<String> appears(Sighting told) {
        if (appeared.putIfAbsent(told.getSightingId(), told) != null) {
            return Optional.of("was told before");
        }
        Sighting before = lastOfClass.put(told.getClassName(), told);
        if (before != null && before.getStatus().equals("APPEARED")) {
            return Optional.of("appears while " + before.getSightingId() + " has not left");
        }
        if (before != null && told.getFirstAt().compareTo(before.getLastAt()) <= 0) {
            return Optional.of("begins before the end of " + before.getSightingId());
        }
        return Optional.empty();
    }

    private Optional<String> leaves(Sighting told) {
        Sighting begun = appeared.get(told.getSightingId());
        if (begun == null) {
            return Optional.of("left without having appeared");
        }
        if (!left.add(told.getSightingId())) {
            return Optional.of("was told before");
        }
        lastOfClass.put(told.getClassName(), told);
        boolean same = told.getClassName().equals(begun.getClassName())
                && told.getFirstAt().equals(begun.getFirstAt());
        return same ? Optional.empty() : Optional.of("is another than the one that appeared");
    }

    private Optional<String> stretch(Sighting told) {
        long from = told.getFirstAt().toEpochMilli();
        long to = told.getLastAt().toEpochMilli();
        List<Said> there = labels.of(told.getClassName(), from, to);
        List<Said> sure = there.stream().filter(late.negate()).toList();
        long counted = told.getLabels();
        if (counted < Math.max(1, sure.size()) || counted > there.size()) {
            return Optional.of("counts " + counted + " labels; there are " + there.size()
                    + (sure.size() < there.size() ? ", " + sure.size() + " of them surely in time" : ""));
        }
        if (there.stream().noneMatch(s -> s.at() == from) || there.stream().noneMatch(s -> s.at() == to)) {
            return Optional.of("begins or ends where no label says its class");
        }
        if (!meanIsPossible(told, there, sure)) {
            return Optional.of("has a mean score of " + told.getMeanScore() + ", which its labels do not have");
        }
        boolean best = there.stream()
                .anyMatch(s -> s.label().eventId().equals(told.getBestEventId())
                        && s.label().score() == told.getBestScore());
        boolean better = sure.stream().anyMatch(s -> s.label().score() > told.getBestScore());
        return best && !better ? Optional.empty() : Optional.of("has a best label that is not its best");
    }

    /** Between what the lowest and what the highest scores of late labels would give. */
    private boolean meanIsPossible(Sighting told, List<Said> there, List<Said> sure) {
        double ofSure = sum(sure);
        List<Double> others = there.stream()
                .filter(late)
                .map(s -> (double) s.label().score())
                .sorted()
                .toList();
        int taken = (int) told.getLabels() - sure.size();
        double least = ofSure + sum(others, 0, taken);
        double most = ofSure + sum(others, others.size() - taken, others.size());
        double total = told.getMeanScore() * told.getLabels();
        double rounding = ROUNDING * Math.max(1, Math.abs(most));
        return total >= least - rounding && total <= most + rounding;
    }

    private static double sum(List<Said> labels) {
        return labels.stream().mapToDouble(s -> s.label().score()).sum();
    }

    private static double sum(List<Double> scores, int from, int to) {
        return scores.subList(from, to).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
    }
}
