package io.zerostream.gateway.config;

import java.time.Duration;

/**
 * What one request of {@code /v1} or {@code /v2} may bring.
 *
 * @param pictures pictures of one request, at least 1
 * @param bytes longest body, with what its form or its JSON adds; at least 1 MiB
 * @param longestWait longest time that a request may wait for labels, above 0, at most 25 s: after 30 s on which nothing
 *     goes a connection is closed
 * @param waiting requests that wait at once, at least 1; further ones are asked to come again
 * @param waitingPerClient those of one client, at least 1
 * @param perSecond pictures a second of one client, at least 0; 0 = as many as it likes. A client is an address that
 *     connections come from: behind a reverse proxy all are one
 * @param burst pictures that a client may send at once after a silence, at least {@code pictures}
 * @param rememberedKeys the latest Idempotency-Keys whose pictures are known, at least 1
 */
public record UploadLimits(
        int pictures,
        int bytes,
        Duration longestWait,
        int waiting,
        int waitingPerClient,
        int perSecond,
        int burst,
        int rememberedKeys) {
    private static final int LEAST_BYTES = 1024 * 1024;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(25);

    /** @throws GatewayException naming the key that is out of range */
    public UploadLimits {
        atLeast("uploads.pictures", pictures, 1);
        atLeast("uploads.bytes", bytes, LEAST_BYTES);
        atLeast("uploads.waiting", waiting, 1);
        atLeast("uploads.waiting-per-client", waitingPerClient, 1);
        atLeast("uploads.per-second", perSecond, 0);
        atLeast("uploads.burst", burst, pictures);
        atLeast("uploads.remembered-keys", rememberedKeys, 1);
        if (longestWait.isZero() || longestWait.isNegative() || longestWait.compareTo(LONGEST_WAIT) > 0) {
            throw new GatewayException("uploads.longest-wait is " + longestWait + "; it must be above 0 and at most "
                    + LONGEST_WAIT.toSeconds() + " s");
        }
    }

    /** 32 pictures, 32 MiB; 20 s, 512 requests that wait, 128 of a client; as fast as they like; 10 000 keys. */
    public static UploadLimits defaults() {
        return new UploadLimits(32, 32 * 1024 * 1024, Duration.ofSeconds(20), 512, 128, 0, 64, 10_000);
    }

    private static void atLeast(String key, int value, int least) {
        if (value < least) {
            throw new GatewayException(key + " is " + value + "; it must be at least " + least);
        }
    }
}
