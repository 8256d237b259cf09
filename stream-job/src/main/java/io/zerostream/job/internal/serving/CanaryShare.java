package io.zerostream.job.internal.serving;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Which pictures a canary gets: those whose event id hashes below the share. The hash is the first 53 bits of the id's
 * SHA-256 (UTF-8) as a fraction of 2^53; so every subtask, every restart and every consumer decides alike, and raising
 * the share takes no picture away from the canary.
 */
public final class CanaryShare {
    private static final int BITS = 53;

    private CanaryShare() {}

    /** @param share in [0,1] */
    public static boolean picks(String eventId, double share) {
        return fraction(eventId) < share;
    }

    /** In [0,1). */
    static double fraction(String eventId) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(eventId.getBytes(StandardCharsets.UTF_8));
            return (ByteBuffer.wrap(hash).getLong() >>> (Long.SIZE - BITS)) / (double) (1L << BITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
