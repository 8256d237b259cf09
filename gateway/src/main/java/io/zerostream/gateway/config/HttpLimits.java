package io.zerostream.gateway.config;

import java.time.Duration;

/**
 * What clients may take of the HTTP server. A client is an address that connections come from: behind a reverse proxy all
 * clients are one, so give one client as much as all there. {@code /api/status}, {@code /metrics} and {@code /health/…} are answered beyond all places.
 *
 * @param connections connections at once, at least 1; further ones wait to be accepted
 * @param connectionsPerClient connections of one client, at least 1; further ones are closed
 * @param requests requests under way at once whose body has been read, at least 1; further ones are asked to come again
 * @param requestsPerClient those of one client, at least 1
 * @param streamsPerClient event streams of one client, at least 1
 * @param bodyBytes bytes of bodies held in memory at once, at least 1 MiB; further ones are asked to come again
 * @param bodyBytesPerClient those of one client, at least 1 MiB
 * @param leastRate bytes a second that a client must send of a body and take of an answer, at least 1
 * @param grace over which the rate is taken, above 0: so long a client may be silent
 */
public record HttpLimits(
        int connections,
        int connectionsPerClient,
        int requests,
        int requestsPerClient,
        int streamsPerClient,
        long bodyBytes,
        long bodyBytesPerClient,
        long leastRate,
        Duration grace) {
    private static final long LEAST_BODY_BYTES = 1024 * 1024;

    /** @throws GatewayException naming the key that is out of range */
    public HttpLimits {
        atLeast("http.connections", connections, 1);
        atLeast("http.connections-per-client", connectionsPerClient, 1);
        atLeast("http.requests", requests, 1);
        atLeast("http.requests-per-client", requestsPerClient, 1);
        atLeast("http.streams-per-client", streamsPerClient, 1);
        atLeast("http.body-bytes", bodyBytes, LEAST_BODY_BYTES);
        atLeast("http.body-bytes-per-client", bodyBytesPerClient, LEAST_BODY_BYTES);
        atLeast("http.least-rate", leastRate, 1);
        if (grace.isZero() || grace.isNegative()) {
            throw new GatewayException("http.grace is " + grace + "; it must be above 0");
        }
    }

    /**
     * 512 connections (128 a client), 48 requests (24 a client), 16 event streams a client, 256 MiB of bodies (64 a client), 4 kB/s
     * over 10 s.
     */
    public static HttpLimits defaults() {
        return new HttpLimits(
                512, 128, 48, 24, 16, 256L * 1024 * 1024, 64L * 1024 * 1024, 4096, Duration.ofSeconds(10));
    }

    /** Bytes that must go in {@link #grace}. */
    public double leastBytes() {
        return leastRate * (grace.toNanos() / (double) Duration.ofSeconds(1).toNanos());
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new GatewayException(key + " is " + value + "; it must be at least " + least);
        }
    }
}
