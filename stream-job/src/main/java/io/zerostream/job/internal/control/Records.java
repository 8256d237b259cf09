package io.zerostream.job.internal.control;

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The records a registry must remember, by key, and which of them changed since they were last saved: what did not change
 * is not touched.
 *
 * @param <V> the records
 */
public final class Records<V> {
    private final Map<String, V> values = new LinkedHashMap<>();
    private final Set<String> changed = new HashSet<>();

    /** The record, or null. */
    public @Nullable V get(String key) {
        return values.get(key);
    }

    /** All of them; a live view. */
    public Map<String, V> all() {
        return Collections.unmodifiableMap(values);
    }

    void put(String key, V value) {
        values.put(key, value);
        changed.add(key);
    }

    void remove(String key) {
        if (values.remove(key) != null) {
            changed.add(key);
        }
    }

    /** Keys put or removed since the last call. */
    public Set<String> takeChanged() {
        Set<String> taken = Set.copyOf(changed);
        changed.clear();
        return taken;
    }
}
