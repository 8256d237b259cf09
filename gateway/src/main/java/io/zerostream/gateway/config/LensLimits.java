package io.zerostream.gateway.config;

import java.time.Duration;

/**
 * What it may cost to look into a model. One model is open at a time, on the CPU, and only after somebody has asked.
 *
 * @param checkpointBytes largest checkpoint that is opened, at least 0; 0 = none, so that nobody can look. Opening holds
 *     twice as much for a moment, so where a quarter of the JVM's heap is less, that counts
 * @param idle how long nobody asks before the model is closed, above 0
 * @param waiting questions that may wait while one is answered, at least 1
 * @param longestWait how long a question may wait for its answer, the opening of the model among it, above 0
 */
public record LensLimits(long checkpointBytes, Duration idle, int waiting, Duration longestWait) {
    /** @throws GatewayException naming the key that is out of range */
    public LensLimits {
        if (checkpointBytes < 0) {
            throw new GatewayException(
                    "lens.checkpoint-bytes is " + checkpointBytes + "; it must be at least 0 (0 = off)");
        }
        if (waiting < 1) {
            throw new GatewayException("lens.waiting is " + waiting + "; it must be at least 1");
        }
        aboveZero("lens.idle", idle);
        aboveZero("lens.longest-wait", longestWait);
    }

    /** 256 MiB, closed after 5 minutes, 4 that wait, 20 s each. */
    public static LensLimits defaults() {
        return new LensLimits(256L * 1024 * 1024, Duration.ofMinutes(5), 4, Duration.ofSeconds(20));
    }

    private static void aboveZero(String key, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new GatewayException(key + " is " + value + "; it must be above 0");
        }
    }
}
