package io.zerostream.gateway.internal.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * The latest things, at most so many. Thread-safe.
 *
 * @param <T> what is kept
 */
public final class Ring<T> {
    private final int capacity;
    private final Deque<T> latest = new ArrayDeque<>();

    /** @param capacity at least 1 */
    public Ring(int capacity) {
        this.capacity = capacity;
    }

    /** Keeps one more, and forgets the oldest when full. */
    public synchronized void add(T item) {
        if (latest.size() == capacity) {
            latest.removeFirst();
        }
        latest.addLast(item);
    }

    /** At most {@code limit} of them, newest first. */
    public synchronized List<T> newest(int limit) {
        List<T> items = new ArrayList<>(latest);
        Collections.reverse(items);
        return List.copyOf(items.subList(0, Math.min(Math.max(limit, 0), items.size())));
    }
}
