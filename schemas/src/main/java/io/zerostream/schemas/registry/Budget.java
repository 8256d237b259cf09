package io.zerostream.schemas.registry;

import java.util.HashMap;
import java.util.Map;

/** Which share of a registry's memory each of its keys takes. One thread. */
final class Budget {
    private final long total;
    private final Map<String, Long> sizes = new HashMap<>();
    private long used;

    /** @param total bytes for all keys together */
    Budget(long total) {
        this.total = total;
    }

    /** Whether a record of this size may stand under the key, in place of what is there. */
    boolean fits(String key, long size) {
        return used - sizes.getOrDefault(key, 0L) + size <= total;
    }

    void put(String key, long size) {
        Long before = sizes.put(key, size);
        used += size - (before == null ? 0 : before);
    }

    void remove(String key) {
        Long before = sizes.remove(key);
        used -= before == null ? 0 : before;
    }

    /** What to say of a record that does not fit. */
    String full() {
        return "the registry would take more than its " + total / (1024 * 1024)
                + " MiB; the record is ignored: remove what is no longer used first";
    }
}
