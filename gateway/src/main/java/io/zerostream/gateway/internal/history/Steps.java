package io.zerostream.gateway.internal.history;

import java.time.Duration;
import java.util.stream.LongStream;

/** The lengths that steps of an answer may have: such as people read off a clock. */
final class Steps {
    private static final long MINUTE = Duration.ofMinutes(1).toMillis();
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final long[] MINUTES = {1, 2, 5, 10, 20, 30, 60, 120, 180, 240, 360, 720, 1440};

    private Steps() {}

    /**
     * The shortest that can be told and is long enough.
     *
     * @param least milliseconds
     * @param whole every length is a whole number of these, milliseconds, a divisor of a day
     */
    static long of(long least, long whole) {
        return LongStream.of(MINUTES)
                .map(minutes -> minutes * MINUTE)
                .filter(step -> step >= least && step % whole == 0)
                .findFirst()
                .orElse(up(least, DAY) * DAY);
    }

    /** A quotient, rounded up. */
    static long up(long dividend, long divisor) {
        return -Math.floorDiv(-dividend, divisor);
    }
}
