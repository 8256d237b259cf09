package io.zerostream.model.classes;

import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SeenPenalty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * How well a new class can be told from those of a set.
 *
 * @param likeness to the classes of the set
 * @param probes pictures looked at
 * @param takenOver how many of them would be given the new class, by the class they are given now
 */
public record Separability(Likeness likeness, int probes, Map<String, Integer> takenOver) {
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
        Prototypes.check(classSet.space(), candidate);
        List<Neighbour> neighbours = Neighbour.nearest(candidate, others);
        double crowding = neighbours.isEmpty()
                ? 0
                : new Crowd(others)
                        .fartherThan(candidate.className(), neighbours.get(0).cosine());
        return new Separability(
                new Likeness(neighbours, crowding),
                probes.size(),
                others.isEmpty() || probes.size() == 0
                        ? Map.of()
                        : takenOver(candidate, Prototypes.of(classSet.space(), others), probes, penalty));
    }

    private static Map<String, Integer> takenOver(
            Prototype candidate, Prototypes before, SemanticVectors probes, SeenPenalty penalty) {
        List<Prototype> all = new ArrayList<>();
        for (int c = 0; c < before.size(); c++) {
            all.add(new Prototype(before.className(c), before.row(c), before.seen(c)));
        }
        all.add(candidate);
        Prototypes after = Prototypes.of(before.space(), all);
        ScoringOptions options = new ScoringOptions(penalty, -1, 1);
        List<Match> now = new ClassScorer(before, options).match(probes.rows(), probes.size());
        List<Match> then = new ClassScorer(after, options).match(probes.rows(), probes.size());
        Map<String, Integer> taken = new TreeMap<>();
        for (int i = 0; i < probes.size(); i++) {
            if (then.get(i).top().get(0).className().equals(candidate.className())) {
                taken.merge(now.get(i).top().get(0).className(), 1, Integer::sum);
            }
        }
        return taken;
    }

    /** For people, one line a thing. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        if (!likeness.neighbours().isEmpty()) {
            lines.add(likeness.describe());
        }
        if (probes > 0) {
            int taken = takenOver.values().stream().mapToInt(i -> i).sum();
            lines.add("it would take over " + taken + " of " + probes + " probe pictures"
                    + (taken == 0 ? "" : ": " + takenOver));
        }
        return lines;
    }
}
