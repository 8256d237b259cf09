package io.zerostream.schemas.registry;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The last revisions of what was removed, so that who creates it again goes on counting: a revision means one thing only.
 * Of the {@value #REMEMBERED} that were removed last. Used by one thread.
 */
final class RemovedRevisions {
    private static final int REMEMBERED = 10_000;

    /** The one removed last at the end. */
    private final Map<String, Long> revisions = new LinkedHashMap<>();

    /** Something was removed. */
    void remember(String name, long revision) {
        revisions.remove(name);
        revisions.put(name, revision);
        if (revisions.size() > REMEMBERED) {
            revisions.remove(revisions.keySet().iterator().next());
        }
    }

    /** The revision that it had; 0 = it never was there, or was removed too long ago. */
    long of(String name) {
        return revisions.getOrDefault(name, 0L);
    }
}
