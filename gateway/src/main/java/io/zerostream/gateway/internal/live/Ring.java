package io.zerostream.gateway.internal.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/**
 * The latest things, at most so many and so many bytes of them. Thread-safe.
 *
 * @param <T> what is kept
 */
public final class Ring<T> {
    private final int capacity;
    private final long capacityBytes;
    private final Deque<Kept<T>> latest = new ArrayDeque<>();
    private long bytes;

    private record Kept<T>(T item, long bytes) {}

    /**
     * @param capacity things kept, at least 1
     * @param capacityBytes bytes kept together; what is larger is not kept at all
     */
    public Ring(int capacity, long capacityBytes) {
        this.capacity = capacity;
        this.capacityBytes = capacityBytes;
    }

    /**
     * Keeps one more, and forgets the oldest when full.
     *
     * @param size of it, bytes
     */
    public synchronized void add(T item, long size) {
        if (size > capacityBytes) {
            return;
        }
        latest.addLast(new Kept<>(item, size));
        bytes += size;
        while (latest.size() > capacity || bytes > capacityBytes) {
            bytes -= latest.removeFirst().bytes();
        }
    }

    /** Forgets those that are meant; how many that were. */
    public synchronized int forget(Predicate<T> meant) {
        int before = latest.size();
        latest.removeIf(kept -> meant.test(kept.item()));
        bytes = latest.stream().mapToLong(Kept::bytes).sum();
        return before - latest.size();
    }

    /** At most {@code limit} of them, newest first. */
    public synchronized List<T> newest(int limit) {
        List<T> items = new ArrayList<>(latest.stream().map(Kept::item).toList());
        Collections.reverse(items);
        return List.copyOf(items.subList(0, Math.min(Math.max(limit, 0), items.size())));
    }
}
