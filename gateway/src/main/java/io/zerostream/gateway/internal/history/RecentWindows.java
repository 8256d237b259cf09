package io.zerostream.gateway.internal.history;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the latest windows came to, so that one that comes again can take the place of the former. Not thread-safe. */
final class RecentWindows {
    private final long most;
    private final Map<WindowId, Kept> latest = new LinkedHashMap<>();
    private long bytes;

    /** @param series where it was counted */
    record Kept(Series series, Counted counted) {}

    /** @param most bytes kept, about */
    RecentWindows(long most) {
        this.most = most;
    }

    /** Keeps a window in the place of what came before under its name. */
    void put(WindowId id, Kept window) {
        Kept before = latest.remove(id);
        latest.put(id, window);
        bytes += window.counted().bytes()
                - (before == null ? 0 : before.counted().bytes());
        Iterator<Kept> oldest = latest.values().iterator();
        while (bytes > most && oldest.hasNext()) {
            bytes -= oldest.next().counted().bytes();
            oldest.remove();
        }
    }

    /** Forgets the windows of a source. */
    void forgetSource(String sourceId) {
        Iterator<Map.Entry<WindowId, Kept>> all = latest.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<WindowId, Kept> one = all.next();
            if (one.getKey().sourceId().equals(sourceId)) {
                bytes -= one.getValue().counted().bytes();
                all.remove();
            }
        }
    }

    /** What came last under a name; null = nothing, or it is no longer kept. */
    @Nullable
    Kept of(WindowId id) {
        return latest.get(id);
    }

    void clear() {
        latest.clear();
        bytes = 0;
    }
}
