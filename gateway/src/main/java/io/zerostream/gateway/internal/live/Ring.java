package io.zerostream.gateway.internal.live;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The latest things, at most so many and so many bytes of them, of each source its share. Thread-safe.
 *
 * @param <T> what is kept
 */
public final class Ring<T> {
    private final Function<T, String> source;
    private final SourceShares shares;
    private final Deque<Kept<T>> latest = new ArrayDeque<>();

    private record Kept<T>(T item, long bytes) {}

    /**
     * All are of one source.
     *
     * @param capacity things kept, at least 1
     * @param capacityBytes bytes kept together; what is larger is not kept at all
     */
    public Ring(int capacity, long capacityBytes) {
        this(capacity, capacityBytes, item -> "");
    }

    /**
     * @param capacity things kept, at least 1
     * @param capacityBytes bytes kept together; what is larger is not kept at all
     * @param source whose a thing is
     */
    public Ring(int capacity, long capacityBytes, Function<T, String> source) {
        this.source = source;
        this.shares = new SourceShares(capacity, capacityBytes);
    }

    /**
     * Keeps one more, and forgets the oldest of the source that has the most when full.
     *
     * @param size of it, bytes
     */
    public synchronized void add(T item, long size) {
        if (shares.tooLarge(size)) {
            return;
        }
        latest.addLast(new Kept<>(item, size));
        shares.add(source.apply(item), size);
        shares.makeRoom(latest, kept -> source.apply(kept.item()), Kept::bytes);
    }

    /** Forgets those that are meant; how many that were. */
    public synchronized int forget(Predicate<T> meant) {
        int before = latest.size();
        latest.removeIf(kept -> {
            boolean goes = meant.test(kept.item());
            if (goes) {
                shares.remove(source.apply(kept.item()), kept.bytes());
            }
            return goes;
        });
        return before - latest.size();
    }

    /** At most {@code limit} of them, newest first. */
    public synchronized List<T> newest(int limit) {
        List<T> items = new ArrayList<>(latest.stream().map(Kept::item).toList());
        Collections.reverse(items);
        return List.copyOf(items.subList(0, Math.min(Math.max(limit, 0), items.size())));
    }
}
