package io.zerostream.gateway.internal.history;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The classes that are counted by name: each text once in memory, and only so many. Not thread-safe. */
final class ClassNames {
    private final int most;
    private final Map<String, String> names = new HashMap<>();

    /** @param most names known at once */
    ClassNames(int most) {
        this.most = most;
    }

    /** The one text of a name; empty = there are too many already. */
    Optional<String> known(String name) {
        String one = names.get(name);
        if (one == null && names.size() < most) {
            names.put(name, name);
            one = name;
        }
        return Optional.ofNullable(one);
    }

    /** Whether a further name would not be known. */
    boolean full() {
        return names.size() >= most;
    }

    /** Forgets the names that are counted nowhere any more. */
    void keep(Stream<Counted> sums) {
        names.clear();
        sums.forEach(sum -> sum.classes().forEach((name, count) -> names.put(name, name)));
    }

    void clear() {
        names.clear();
    }
}
