package io.zerostream.gateway.internal.live;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * How much of what is kept is each source's, and whose goes when it is too much: of those that have the most, the oldest;
 * but nobody's last while others have more than one, unless that alone is a quarter of everything.
 * So a camera that sends a picture now and then is remembered beside one that sends many a second. Not thread-safe.
 */
final class SourceShares {
    private static final int LARGE = 4;

    private final int capacity;
    private final long capacityBytes;
    private final Map<String, Share> shares = new HashMap<>();
    private int count;
    private long bytes;

    /** What one source has. */
    private record Share(int count, long bytes) {
        private static final Share NONE = new Share(0, 0);
    }

    /**
     * @param capacity things kept, at least 1
     * @param capacityBytes bytes kept together
     */
    SourceShares(int capacity, long capacityBytes) {
        this.capacity = capacity;
        this.capacityBytes = capacityBytes;
    }

    /** One more is kept. */
    void add(String source, long size) {
        change(source, 1, size);
    }

    /** One is kept no more. */
    void remove(String source, long size) {
        change(source, -1, -size);
    }

    private void change(String source, int things, long size) {
        Share before = shares.getOrDefault(source, Share.NONE);
        Share now = new Share(before.count() + things, before.bytes() + size);
        if (now.count() == 0) {
            shares.remove(source);
        } else {
            shares.put(source, now);
        }
        count += things;
        bytes += size;
    }

    /** Whether so much alone would be too much. */
    boolean tooLarge(long size) {
        return size > capacityBytes;
    }

    /**
     * Takes things out until the rest may stay.
     *
     * @param oldestFirst all that is kept
     * @param source whose a thing is
     * @param size of it, bytes
     */
    <T> void makeRoom(Iterable<T> oldestFirst, Function<T, String> source, ToLongFunction<T> size) {
        while (count > capacity || bytes > capacityBytes) {
            Predicate<String> greediest = greediest();
            Iterator<T> oldest = oldestFirst.iterator();
            T goes = oldest.next();
            while (!greediest.test(source.apply(goes))) {
                goes = oldest.next();
            }
            oldest.remove();
            remove(source.apply(goes), size.applyAsLong(goes));
        }
    }

    /** Whether a source is one of those that have the most: of bytes, when those are too many, else of things. */
    private Predicate<String> greediest() {
        boolean byBytes = bytes > capacityBytes;
        boolean someHaveMore = shares.values().stream().anyMatch(share -> share.count() > 1);
        ToLongFunction<Share> amount = share -> {
            if (someHaveMore && share.count() <= 1 && share.bytes() <= capacityBytes / LARGE) {
                return -1;
            }
            return byBytes ? share.bytes() : share.count();
        };
        long most = shares.values().stream().mapToLong(amount).max().orElse(0);
        return source -> amount.applyAsLong(shares.getOrDefault(source, Share.NONE)) == most;
    }
}
