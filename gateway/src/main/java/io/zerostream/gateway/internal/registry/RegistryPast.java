package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What class sets and prototypes were before, as far back as the topic had it when it was read and as memory allows: what is
 * oldest is forgotten first. Used by one thread at a time; keeps records by reference.
 */
final class RegistryPast {
    /** About what a record takes beside its texts and values, bytes. */
    private static final long RECORD = 200;

    private static final long MEMBER = 60;
    private static final long VALUE = 4;

    private final long bytes;
    private final Map<String, List<Revision>> revisions = new HashMap<>();
    /** By key, what a prototype was until a record was taken in, by that record's number. */
    private final Map<String, NavigableMap<Long, ClassPrototype>> former = new HashMap<>();

    /** The same of all, in the order of the records. */
    private final NavigableMap<Long, ClassPrototype> replaced = new TreeMap<>();

    private final Deque<Remembered> oldestFirst = new ArrayDeque<>();
    private long taken;
    private long used;

    /**
     * A revision of a set.
     *
     * @param at number of its record among those that were taken in
     */
    private record Revision(long at, ClassSet set) {}

    private record Remembered(long bytes, Runnable forget) {}

    /** @param bytes that it may take, about */
    RegistryPast(long bytes) {
        this.bytes = bytes;
    }

    /** A set has a new revision. */
    void revised(ClassSet set) {
        List<Revision> all = revisions.computeIfAbsent(set.getName(), name -> new ArrayList<>());
        all.add(new Revision(++taken, set));
        remember(RECORD + MEMBER * set.getMembers().size(), () -> {
            all.remove(0);
            if (all.isEmpty()) {
                revisions.remove(set.getName(), all);
            }
        });
    }

    /**
     * A prototype is replaced or removed.
     *
     * @param before what it was until now
     */
    void replaced(ClassPrototype before) {
        String key = key(before);
        former.computeIfAbsent(key, k -> new TreeMap<>()).put(++taken, before);
        replaced.put(taken, before);
        remember(RECORD + VALUE * before.getVector().size(), () -> {
            NavigableMap<Long, ClassPrototype> all = former.getOrDefault(key, new TreeMap<>());
            all.pollFirstEntry();
            replaced.pollFirstEntry();
            if (all.isEmpty()) {
                former.remove(key);
            }
        });
    }

    private void remember(long size, Runnable forget) {
        oldestFirst.add(new Remembered(size, forget));
        used += size;
        while (used > bytes && oldestFirst.size() > 1) {
            Remembered oldest = oldestFirst.remove();
            used -= oldest.bytes();
            oldest.forget().run();
        }
    }

    /** The revisions of a set that are remembered, oldest first. */
    List<ClassSet> of(String set) {
        return revisions.getOrDefault(set, List.of()).stream()
                .map(Revision::set)
                .toList();
    }

    /**
     * What is different between two revisions of a set.
     *
     * @param now a prototype as it is now, by its space and name
     * @return empty when one of the two is not remembered
     */
    Optional<SetDifference> between(
            String set, long from, long to, BiFunction<String, String, @Nullable ClassPrototype> now) {
        Revision one = find(set, from);
        Revision other = find(set, to);
        return one == null || other == null ? Optional.empty() : Optional.of(difference(one, other, now));
    }

    /** The latest of this number: of a set that was removed they may begin anew. */
    private @Nullable Revision find(String set, long revision) {
        List<Revision> all = revisions.getOrDefault(set, List.of());
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).set().getRevision() == revision) {
                return all.get(i);
            }
        }
        return null;
    }

    private SetDifference difference(
            Revision from, Revision to, BiFunction<String, String, @Nullable ClassPrototype> now) {
        String space = to.set().getSpace();
        long earlier = Math.min(from.at(), to.at());
        long later = Math.max(from.at(), to.at());
        Set<String> candidates = replaced.subMap(earlier, false, later, true).values().stream()
                .filter(prototype -> prototype.getSpace().equals(space))
                .map(ClassPrototype::getName)
                .collect(Collectors.toSet());
        return SetDifference.of(
                from.set(),
                to.set(),
                candidates,
                name -> at(RegistryKeys.prototype(space, name), from.at(), now.apply(space, name)),
                name -> at(RegistryKeys.prototype(space, name), to.at(), now.apply(space, name)));
    }

    /** What a prototype was when a record was taken in. */
    private @Nullable ClassPrototype at(String key, long record, @Nullable ClassPrototype now) {
        Map.Entry<Long, ClassPrototype> next =
                former.getOrDefault(key, new TreeMap<>()).higherEntry(record);
        return next == null ? now : next.getValue();
    }

    private static String key(ClassPrototype prototype) {
        return RegistryKeys.prototype(prototype.getSpace(), prototype.getName());
    }
}
