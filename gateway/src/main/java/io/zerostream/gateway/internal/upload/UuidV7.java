package io.zerostream.gateway.internal.upload;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/** Event ids that sort by time: UUID version 7 of RFC 9562, 48 bits of milliseconds and 74 random bits. */
final class UuidV7 {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int RANDOM_A_BITS = 12;
    private static final int TIME_SHIFT = 16;

    private UuidV7() {}

    static String next(Instant now) {
        long high = (now.toEpochMilli() << TIME_SHIFT) | VERSION | RANDOM.nextInt(1 << RANDOM_A_BITS);
        long low = VARIANT | (RANDOM.nextLong() >>> 2);
        return new UUID(high, low).toString();
    }
}
