package io.zerostream.schemas;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next try: twice as long after each failure up to a bound, and then between three quarters
 * and five quarters of that, so that subtasks which failed together do not come back together. Immutable.
 *
 * @param first wait after the first failure
 * @param longest bound of the wait, before it is spread
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MAX_DOUBLINGS = 30;
    private static final double LEAST = 0.75;
    private static final double MOST = 1.25;

    /** @param failures in a row, at least 1 */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        long bounded = doubled <= 0 ? longest.toMillis() : Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(
                Math.round(bounded * ThreadLocalRandom.current().nextDouble(LEAST, MOST)));
    }
}
