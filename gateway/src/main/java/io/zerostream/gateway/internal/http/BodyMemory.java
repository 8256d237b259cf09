package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.config.HttpLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What bodies of requests may take of the memory, all together and of one client: it says no rather than wait. Thread-safe. */
final class BodyMemory {
    private static final Logger LOG = LoggerFactory.getLogger(BodyMemory.class);
    /** Whoever is refused comes again at once. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    private final HttpLimits limits;
    private final Map<String, Long> taken = new HashMap<>();
    private long held;
    private long toldAt = System.nanoTime() - BETWEEN_LINES.toNanos();

    BodyMemory(HttpLimits limits) {
        this.limits = limits;
    }

    /**
     * Takes some for a client.
     *
     * @return whether there was as much
     */
    synchronized boolean take(String client, long bytes) {
        if (held + bytes > limits.bodyBytes()) {
            tell("bodies of all clients take " + held + " bytes of " + limits.bodyBytes() + " (http.bodyBytes)");
            return false;
        }
        if (taken.getOrDefault(client, 0L) + bytes > limits.bodyBytesPerClient()) {
            tell("bodies of " + client + " take " + taken.get(client) + " bytes of " + limits.bodyBytesPerClient()
                    + " (http.bodyBytesPerClient)");
            return false;
        }
        held += bytes;
        taken.merge(client, bytes, Long::sum);
        return true;
    }

    private void tell(String what) {
        if (System.nanoTime() - toldAt >= BETWEEN_LINES.toNanos()) {
            toldAt = System.nanoTime();
            LOG.warn("{}: further ones are asked to come again", what);
        }
    }

    /** Gives back what was taken. */
    synchronized void give(String client, long bytes) {
        held -= bytes;
        taken.computeIfPresent(client, (c, all) -> all == bytes ? null : all - bytes);
    }

    /** Bytes held now. */
    synchronized long held() {
        return held;
    }
}
