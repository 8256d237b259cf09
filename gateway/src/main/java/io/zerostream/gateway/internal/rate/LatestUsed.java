package io.zerostream.gateway.internal.rate;

import java.util.LinkedHashMap;
import java.util.Map;

/** Maps that forget what was not used for the longest time. */
public final class LatestUsed {
    private LatestUsed() {}

    /**
     * An empty one. Not thread-safe: reading moves entries too.
     *
     * @param most entries that it holds, at least 1
     */
    public static <K, V> Map<K, V> map(int most) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }
}
