package io.zerostream.gateway.internal.review;

import io.zerostream.gateway.internal.lens.SetScorer;
import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.PrototypeRecords;
import io.zerostream.model.ModelException;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.ClassPrototype;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a new class would take from those of its set, found by matching pictures as the job does, without it and with it. */
final class Clashes {
    private static final Logger LOG = LoggerFactory.getLogger(Clashes.class);

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
        ClassSet set = classes.set(setName).orElse(null);
        SemanticSpace space = set == null ? null : classes.space(set.getSpace()).orElse(null);
        if (set == null || space == null || space.getAttributes().size() != vector.length) {
            return List.of();
        }
        List<ClassPrototype> there = classes.members(set);
        if (2.0 * there.size() * vector.length * (examples.size() + others.size()) > WORK) {
            return List.of();
        }
        boolean seen = false;
        List<Prototype> members = new ArrayList<>();
        for (ClassPrototype member : there) {
            if (member.getName().equals(name)) {
                // whoever replaces a class leaves it as seen as it was
                seen = member.getSeen();
            } else {
                members.add(PrototypeRecords.prototype(member));
            }
        }
        if (members.isEmpty()) {
            return List.of();
        }
        List<Prototype> all = new ArrayList<>(members);
        all.add(new Prototype(NOBODY, vector, seen));
        try (SetScorer without = new SetScorer(space, set, members);
                SetScorer with = new SetScorer(space, set, all)) {
            List<String> notes = new ArrayList<>(examples(labels(without, examples), labels(with, examples)));
            if (others.size() > 0) {
                notes.add(taken(labels(without, others), labels(with, others)));
            }
            return notes;
        } catch (ModelException e) {
            // what the class is can be said without
            LOG.warn("what a class would take from others of set {} cannot be said", SafeText.of(setName), e);
            return List.of();
        }
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

    private static List<String> examples(List<Optional<String>> before, List<Optional<String>> after) {
        Map<String, Integer> counts = new TreeMap<>();
        before.forEach(label -> label.ifPresent(name -> counts.merge(name, 1, Integer::sum)));
        List<String> notes = new ArrayList<>();
        counts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .filter(most -> most.getValue() >= MOST * before.size())
                .ifPresent(most -> notes.add(
                        most.getValue() + " of the " + before.size() + " examples are '" + most.getKey() + "' now"));
        long own = after.stream().filter(Optional.of(NOBODY)::equals).count();
        if (own < after.size() || !notes.isEmpty()) {
            notes.add(own + " of the " + after.size() + " examples would be the new class");
        }
        return notes;
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
