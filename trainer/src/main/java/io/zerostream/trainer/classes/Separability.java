package io.zerostream.trainer.classes;

import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.evaluation.SemanticVectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How well a new class can be told from those of a set.
 *
 * @param neighbours the classes most like it, nearest first
 * @param crowding share of the set's classes that are farther from their own nearest neighbour than the new class is from
 *     its; near 1 means that few classes are so hard to tell apart
 * @param probes pictures looked at
 * @param takenOver how many of them would be given the new class, by the class they are given now
 */
public record Separability(List<Neighbour> neighbours, double crowding, int probes, Map<String, Integer> takenOver) {
    private static final int LISTED = 3;
    private static final double CROWDED = 0.9;

    /** A class and its cosine to the new one, in [-1, 1]. */
    public record Neighbour(String name, double cosine) {}

    /**
     * Compares.
     *
     * @param candidate the new class; a class of the same name in the set is left out, as if replaced
     * @param classSet the set
     * @param probes vectors of pictures of other classes; may be none
     * @param penalty of the set
     */
    public static Separability of(
            Prototype candidate, Prototypes classSet, SemanticVectors probes, SeenPenalty penalty) {
        List<Prototype> others = IntStream.range(0, classSet.size())
                .filter(c -> !classSet.className(c).equals(candidate.className()))
                .mapToObj(c -> new Prototype(classSet.className(c), classSet.row(c), classSet.seen(c)))
                .toList();
        List<Prototype> all = new ArrayList<>(others);
        all.add(candidate);
        Prototypes with = Prototypes.of(classSet.space(), all);
        float[][] rows = IntStream.range(0, with.size()).mapToObj(with::row).toArray(float[][]::new);
        int mine = rows.length - 1;
        List<Neighbour> neighbours = IntStream.range(0, mine)
                .mapToObj(c -> new Neighbour(with.className(c), dot(rows[c], rows[mine])))
                .sorted(Comparator.comparingDouble(Neighbour::cosine).reversed())
                .limit(LISTED)
                .toList();
        return new Separability(
                neighbours,
                crowding(rows, neighbours),
                probes.size(),
                others.isEmpty() || probes.size() == 0
                        ? Map.of()
                        : takenOver(
                                Prototypes.of(classSet.space(), others), with, candidate.className(), probes, penalty));
    }

    private static double crowding(float[][] rows, List<Neighbour> neighbours) {
        int mine = rows.length - 1;
        if (mine < 2) {
            return 0;
        }
        int farther = 0;
        for (int i = 0; i < mine; i++) {
            double nearest = -1;
            for (int j = 0; j < mine; j++) {
                nearest = i == j ? nearest : Math.max(nearest, dot(rows[i], rows[j]));
            }
            farther += nearest < neighbours.get(0).cosine() ? 1 : 0;
        }
        return (double) farther / mine;
    }

    private static Map<String, Integer> takenOver(
            Prototypes before, Prototypes after, String name, SemanticVectors probes, SeenPenalty penalty) {
        ScoringOptions options = new ScoringOptions(penalty, -1, 1);
        List<Match> now = new ClassScorer(before, options).match(probes.rows(), probes.size());
        List<Match> then = new ClassScorer(after, options).match(probes.rows(), probes.size());
        Map<String, Integer> taken = new TreeMap<>();
        for (int i = 0; i < probes.size(); i++) {
            if (then.get(i).top().get(0).className().equals(name)) {
                taken.merge(now.get(i).top().get(0).className(), 1, Integer::sum);
            }
        }
        return taken;
    }

    private static double dot(float[] a, float[] b) {
        double dot = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
        }
        return dot;
    }

    /** For people, one line a thing. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        if (!neighbours.isEmpty()) {
            Neighbour nearest = neighbours.get(0);
            lines.add(String.format(
                    Locale.ROOT,
                    "closest: %s (cosine %.3f)%s",
                    nearest.name(),
                    nearest.cosine(),
                    crowding >= CROWDED
                            ? String.format(
                                    Locale.ROOT,
                                    ", expect confusion: nearer than %.0f %% of the set's classes are to their nearest",
                                    100 * crowding)
                            : ""));
        }
        if (probes > 0) {
            int taken = takenOver.values().stream().mapToInt(i -> i).sum();
            lines.add("it would take over " + taken + " of " + probes + " probe pictures"
                    + (taken == 0 ? "" : ": " + takenOver));
        }
        return lines;
    }
}
