package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is different between two revisions of a set.
 *
 * @param from the one
 * @param to the other
 * @param added members that only the other has, in its order
 * @param removed members that only the one has, in its order
 * @param changed members of both that have other values
 * @param settings that are different: {@code gamma}, {@code calibration}, {@code unknown_threshold}, {@code top_k}
 */
public record SetDifference(
        ClassSet from,
        ClassSet to,
        List<String> added,
        List<String> removed,
        List<ChangedClass> changed,
        List<ChangedSetting> settings) {

    /** A class whose values, or whose being seen, are different. */
    public record ChangedClass(ClassPrototype from, ClassPrototype to) {}

    /** A setting, as the two have it. */
    public record ChangedSetting(String name, Object from, Object to) {}

    /** Whether there is none. */
    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && settings.isEmpty();
    }

    /**
     * Compares.
     *
     * @param candidates names of classes that may have changed; no other one has
     * @param before a class as the one has it
     * @param after a class as the other has it
     */
    static SetDifference of(
            ClassSet from,
            ClassSet to,
            Collection<String> candidates,
            Function<String, @Nullable ClassPrototype> before,
            Function<String, @Nullable ClassPrototype> after) {
        Set<String> mine = new HashSet<>(from.getMembers());
        Set<String> theirs = new HashSet<>(to.getMembers());
        List<ChangedClass> changed = new ArrayList<>();
        for (String name : candidates.stream().sorted().toList()) {
            ClassPrototype one = before.apply(name);
            ClassPrototype other = after.apply(name);
            if (mine.contains(name) && theirs.contains(name) && one != null && other != null && !isSame(one, other)) {
                changed.add(new ChangedClass(one, other));
            }
        }
        return new SetDifference(
                from, to, without(to, mine), without(from, theirs), List.copyOf(changed), settings(from, to));
    }

    private static List<String> without(ClassSet set, Set<String> others) {
        return set.getMembers().stream().filter(name -> !others.contains(name)).toList();
    }

    private static boolean isSame(ClassPrototype one, ClassPrototype other) {
        return one.getSeen() == other.getSeen() && one.getVector().equals(other.getVector());
    }

    private static List<ChangedSetting> settings(ClassSet from, ClassSet to) {
        List<ChangedSetting> all = List.of(
                new ChangedSetting("gamma", from.getGamma(), to.getGamma()),
                new ChangedSetting(
                        "calibration",
                        from.getCalibration().name(),
                        to.getCalibration().name()),
                new ChangedSetting("unknown_threshold", from.getUnknownThreshold(), to.getUnknownThreshold()),
                new ChangedSetting("top_k", from.getTopK(), to.getTopK()));
        return all.stream().filter(each -> !each.from().equals(each.to())).toList();
    }
}
