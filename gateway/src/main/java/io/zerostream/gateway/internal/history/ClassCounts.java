package io.zerostream.gateway.internal.history;

import java.util.Arrays;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ObjLongConsumer;

/** Labels by class, each count above 0. Immutable, and small: there are some millions of these counts. */
final class ClassCounts {
    /** No labels. */
    static final ClassCounts NONE = new ClassCounts(new String[0], new long[0]);

    private static final int BYTES_A_CLASS = Integer.BYTES + Long.BYTES;
    private static final int BYTES_EACH = 64;

    private final String[] names;
    private final long[] counts;

    private ClassCounts(String[] names, long[] counts) {
        this.names = names;
        this.counts = counts;
    }

    /** @param byName counts of at least 1 */
    static ClassCounts of(SortedMap<String, Long> byName) {
        String[] names = new String[byName.size()];
        long[] counts = new long[byName.size()];
        int i = 0;
        for (Map.Entry<String, Long> entry : byName.entrySet()) {
            names[i] = entry.getKey();
            counts[i++] = entry.getValue();
        }
        return new ClassCounts(names, counts);
    }

    ClassCounts plus(ClassCounts other) {
        return merged(other, 1);
    }

    /** What is left; a class of which the other has as many or more is left out. */
    ClassCounts minus(ClassCounts other) {
        return merged(other, -1);
    }

    private ClassCounts merged(ClassCounts other, int sign) {
        String[] allNames = new String[names.length + other.names.length];
        long[] allCounts = new long[allNames.length];
        int size = 0;
        int mine = 0;
        int others = 0;
        while (mine < names.length || others < other.names.length) {
            int order = order(mine, other, others);
            String name = order <= 0 ? names[mine] : other.names[others];
            long count = (order <= 0 ? counts[mine++] : 0) + (order >= 0 ? sign * other.counts[others++] : 0);
            if (count > 0) {
                allNames[size] = name;
                allCounts[size++] = count;
            }
        }
        return new ClassCounts(Arrays.copyOf(allNames, size), Arrays.copyOf(allCounts, size));
    }

    private int order(int mine, ClassCounts other, int others) {
        if (mine == names.length) {
            return 1;
        }
        return others == other.names.length ? -1 : names[mine].compareTo(other.names[others]);
    }

    /** Labels of a class. */
    long of(String name) {
        int at = Arrays.binarySearch(names, name);
        return at < 0 ? 0 : counts[at];
    }

    /** All labels. */
    long sum() {
        return Arrays.stream(counts).sum();
    }

    /** Calls back with each class and its labels, in order of the names. */
    void forEach(ObjLongConsumer<String> each) {
        for (int i = 0; i < names.length; i++) {
            each.accept(names[i], counts[i]);
        }
    }

    /** What it takes in memory, about; names belong to others. */
    long bytes() {
        return BYTES_EACH + (long) BYTES_A_CLASS * names.length;
    }
}
