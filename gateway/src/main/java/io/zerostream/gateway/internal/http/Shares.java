package io.zerostream.gateway.internal.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Places that clients share: so many of all, and of one client not all of them. Thread-safe; says no rather than wait. */
final class Shares {
    private final int perClient;
    private final Semaphore free;
    private final Map<String, Integer> taken = new ConcurrentHashMap<>();

    Shares(int all, int perClient) {
        this.perClient = perClient;
        this.free = new Semaphore(all);
    }

    /** Whether there was one for the client. */
    boolean take(String client) {
        if (!free.tryAcquire()) {
            return false;
        }
        if (taken.merge(client, 1, Integer::sum) > perClient) {
            give(client);
            return false;
        }
        return true;
    }

    /** Gives back one that was taken. */
    void give(String client) {
        taken.computeIfPresent(client, (c, n) -> n == 1 ? null : n - 1);
        free.release();
    }
}
