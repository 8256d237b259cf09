package io.zerostream.schemas;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Balances what came out against what went in: all is well when everything ended as often as it was sent, and nothing else
 * ended. The core of the bench's, the fault run's and the demo's accounts. Not thread-safe.
 *
 * @param <K> what identifies a picture
 * @param <V> what is remembered of it
 */
public final class ExactlyOnce<K, V> {
    private final Map<K, Entry<V>> entries = new LinkedHashMap<>();
    private long sent;
    private long owed;
    private long again;
    private long strange;

    /** How something ended. */
    public enum Ending {
        /** for the first time */
        FIRST,
        /** after it had ended before */
        AGAIN,
        /** though it was never sent */
        STRANGE
    }

    private static final class Entry<V> {
        private final V value;
        private long sent;
        private long ended;

        private Entry(V value) {
            this.value = value;
        }
    }

    /**
     * Something is sent, perhaps not for the first time.
     *
     * @param value what to remember; ignored when it was sent before
     */
    public void sent(K key, V value) {
        Entry<V> entry = entries.computeIfAbsent(key, k -> new Entry<>(value));
        if (entry.sent < entry.ended) {
            again--;
        } else {
            owed++;
        }
        entry.sent++;
        sent++;
    }

    /** Something ended. */
    public Ending ended(K key) {
        Entry<V> entry = entries.get(key);
        if (entry == null) {
            strange++;
            return Ending.STRANGE;
        }
        if (entry.ended < entry.sent) {
            owed--;
        } else {
            again++;
        }
        entry.ended++;
        return entry.ended == 1 ? Ending.FIRST : Ending.AGAIN;
    }

    /** What is remembered of something; null when it was never sent. */
    public @Nullable V get(K key) {
        Entry<V> entry = entries.get(key);
        return entry == null ? null : entry.value;
    }

    /** What is remembered, in the order in which it was sent first. */
    public Stream<V> values() {
        return entries.values().stream().map(entry -> entry.value);
    }

    /** How often something was sent, all together. */
    public long sent() {
        return sent;
    }

    /** How often something that was sent has not ended. */
    public long owed() {
        return owed;
    }

    /** How often something ended more often than it was sent. */
    public long again() {
        return again;
    }

    /** How often something ended that was never sent. */
    public long strange() {
        return strange;
    }

    /** Whether all is well. */
    public boolean balanced() {
        return owed == 0 && again == 0 && strange == 0;
    }

    /** Tells of what did not end as often as it was sent. */
    public void unbalanced(Consumer<String> told) {
        entries.forEach((key, entry) -> {
            if (entry.sent != entry.ended) {
                told.accept(key + " was sent " + entry.sent + " times and ended " + entry.ended + " times");
            }
        });
    }
}
