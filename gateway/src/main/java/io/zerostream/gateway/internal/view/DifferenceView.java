package io.zerostream.gateway.internal.view;

import io.zerostream.gateway.internal.registry.SetDifference;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is different between two revisions of a set, as callers see it. Of long lists the beginning.
 *
 * @param from revision
 * @param to revision
 * @param summary in a line for people
 * @param counts how many there are of each, listed or not
 * @param added names of classes that only {@code to} has
 * @param removed names of classes that only {@code from} has
 * @param changed classes of both whose values are different
 * @param settings that are different
 */
public record DifferenceView(
        String set,
        long from,
        long to,
        String summary,
        Counts counts,
        List<String> added,
        List<String> removed,
        List<ClassDifference> changed,
        List<SettingDifference> settings) {
    private static final int CLASSES = 200;
    private static final int ATTRIBUTES = 50;

    /** How many classes are different, and how. */
    public record Counts(int added, int removed, int changed) {}

    /**
     * A class whose values are different.
     *
     * @param seen whether it counts as seen in {@code to}; null where that is as it was
     * @param attributes those that are different, the largest difference first
     * @param more attributes that are different too and not listed
     */
    public record ClassDifference(
            String name, @Nullable Boolean seen, List<AttributeDifference> attributes, int more) {}

    /** An attribute's values. */
    public record AttributeDifference(String attribute, float from, float to) {}

    /** A setting's values: {@code gamma}, {@code calibration}, {@code unknown_threshold} or {@code top_k}. */
    public record SettingDifference(String name, Object from, Object to) {}

    /** @param space of the set */
    public static DifferenceView of(SetDifference difference, SemanticSpace space) {
        return new DifferenceView(
                difference.to().getName(),
                difference.from().getRevision(),
                difference.to().getRevision(),
                SetSummary.of(difference),
                new Counts(
                        difference.added().size(),
                        difference.removed().size(),
                        difference.changed().size()),
                first(difference.added()),
                first(difference.removed()),
                first(difference.changed()).stream()
                        .map(each -> changed(each.from(), each.to(), space))
                        .toList(),
                difference.settings().stream()
                        .map(each -> new SettingDifference(each.name(), each.from(), each.to()))
                        .toList());
    }

    private static <T> List<T> first(List<T> all) {
        return all.subList(0, Math.min(CLASSES, all.size()));
    }

    private static ClassDifference changed(ClassPrototype from, ClassPrototype to, SemanticSpace space) {
        List<AttributeDifference> all = new ArrayList<>();
        List<String> names = space.getAttributes();
        int size = Math.min(
                names.size(), Math.min(from.getVector().size(), to.getVector().size()));
        for (int i = 0; i < size; i++) {
            float before = from.getVector().get(i);
            float after = to.getVector().get(i);
            if (before != after) {
                all.add(new AttributeDifference(names.get(i), before, after));
            }
        }
        all.sort(Comparator.comparingDouble((AttributeDifference each) -> -Math.abs(each.to() - each.from())));
        List<AttributeDifference> listed = all.subList(0, Math.min(ATTRIBUTES, all.size()));
        return new ClassDifference(
                to.getName(), from.getSeen() == to.getSeen() ? null : to.getSeen(), listed, all.size() - listed.size());
    }
}
