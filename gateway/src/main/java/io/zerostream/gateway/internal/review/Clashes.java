package io.zerostream.gateway.internal.review;

import io.zerostream.gateway.internal.lens.SetScorer;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.PrototypeRecords;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a new class would take from those of its set, found by matching pictures as the job does, without it and with it. */
final class Clashes {
    /** Multiplications that a look may take: a second of one processor, or less. */
    private static final double WORK = 1e9;

    /** Share of the examples that one class has now, from which the new one stands in its place. */
    private static final double MOST = 0.5;

    /** What no class can be called. */
    private static final String NOBODY = "";

    private static final int NAMED = 5;

    private final ClassRegistryView classes;

    /** @param classes the class sets as they are now */
    Clashes(ClassRegistryView classes) {
        this.classes = classes;
    }

    /**
     * For people, one line a thing; none where there is nothing to compare with, or too much.
     *
     * @param name of the class; null = it has none yet. What the set has under it is left out, as if replaced
     * @param vector of the class (a)
     * @param examples of it
     * @param others pictures of other classes that nothing was made from; may be none
     */
    List<String> notes(
            String setName, @Nullable String name, float[] vector, SemanticVectors examples, SemanticVectors others) {
        Optional<ClassSet> set = classes.set(setName);
        SemanticSpace space =
                set.flatMap(found -> classes.space(found.getSpace())).orElse(null);
        List<Prototype> members = set.map(classes::members).orElse(List.of()).stream()
                .filter(member -> !member.getName().equals(name))
                .map(PrototypeRecords::prototype)
                .toList();
        double work = 2.0 * members.size() * vector.length * (examples.size() + others.size());
        if (set.isEmpty()
                || space == null
                || members.isEmpty()
                || space.getAttributes().size() != vector.length
                || work > WORK) {
            return List.of();
        }
        List<Prototype> all = new ArrayList<>(members);
        all.add(new Prototype(NOBODY, vector, false));
        List<String> notes = new ArrayList<>();
        try (SetScorer without = new SetScorer(space, set.get(), members);
                SetScorer with = new SetScorer(space, set.get(), all)) {
            replaced(labels(without, examples)).ifPresent(notes::add);
            if (others.size() > 0) {
                notes.add(taken(labels(without, others), labels(with, others)));
            }
        }
        return notes;
    }

    /** Empty = UNKNOWN. */
    private static List<Optional<String>> labels(SetScorer scorer, SemanticVectors pictures) {
        return scorer.match(pictures.rows(), pictures.size(), 1).stream()
                .map(Clashes::label)
                .toList();
    }

    private static Optional<String> label(Match match) {
        return match.unknown()
                ? Optional.empty()
                : Optional.of(match.top().get(0).className());
    }

    private static Optional<String> replaced(List<Optional<String>> examples) {
        Map<String, Integer> counts = new TreeMap<>();
        examples.forEach(label -> label.ifPresent(name -> counts.merge(name, 1, Integer::sum)));
        return counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(most -> most.getValue() >= MOST * examples.size())
                .map(most -> most.getValue() + " of the " + examples.size() + " examples are '" + most.getKey()
                        + "' now: pictures like these will be the new class instead");
    }

    private static String taken(List<Optional<String>> before, List<Optional<String>> after) {
        Map<String, Integer> counts = new TreeMap<>();
        for (int i = 0; i < before.size(); i++) {
            if (after.get(i).equals(Optional.of(NOBODY))) {
                counts.merge(before.get(i).orElse("UNKNOWN"), 1, Integer::sum);
            }
        }
        int taken = counts.values().stream().mapToInt(Integer::intValue).sum();
        String whose = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .limit(NAMED)
                .map(count -> count.getKey() + ' ' + count.getValue())
                .collect(Collectors.joining(", "));
        return "it would take " + taken + " of " + before.size() + " other recent pictures"
                + (taken == 0 ? "" : ": " + whose);
    }
}
