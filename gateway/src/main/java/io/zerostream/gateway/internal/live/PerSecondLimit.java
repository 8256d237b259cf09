package io.zerostream.gateway.internal.live;

import java.time.Instant;

/** Lets so many through in each second of the clock. Not thread-safe. */
final class PerSecondLimit {
    private final int limit;
    private long second;
    private int passed;

    PerSecondLimit(int limit) {
        this.limit = limit;
    }

    boolean pass(Instant now) {
        if (now.getEpochSecond() != second) {
            second = now.getEpochSecond();
            passed = 0;
        }
        return passed++ < limit;
    }
}
