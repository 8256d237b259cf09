package io.zerostream.gateway.internal.live;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** Remembers the latest identities, to tell repeats. Thread-safe. */
final class SeenIds {
    private final int capacity;
    private final Set<String> latest = new LinkedHashSet<>();

    SeenIds(int capacity) {
        this.capacity = capacity;
    }

    /** Forgets those that begin with a text. */
    synchronized void forget(String start) {
        latest.removeIf(id -> id.startsWith(start));
    }

    /** Whether the identity is new among those remembered. */
    synchronized boolean add(String id) {
        if (!latest.add(id)) {
            return false;
        }
        if (latest.size() > capacity) {
            Iterator<String> oldest = latest.iterator();
            oldest.next();
            oldest.remove();
        }
        return true;
    }
}
