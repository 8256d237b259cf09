package io.zerostream.job.internal;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Wall clock in microseconds since 1970, comparable between machines whose clocks agree. */
public final class EpochMicros {
    private EpochMicros() {}

    /** Now. */
    public static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** From a moment that another clock told until now, at least 0. */
    public static long since(long epochMicros) {
        return Math.max(0, now() - epochMicros);
    }
}
