package io.zerostream.trainer.internal;

/** Independent seeds from one seed and where it is used. */
public final class Seeds {
    private Seeds() {}

    /** A seed for a purpose and a count, by SplitMix64's finaliser. */
    public static long of(long seed, String purpose, long count) {
        long z = seed * 0x9E3779B97F4A7C15L + purpose.hashCode() * 0xD1342543DE82EF95L + count;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
