package io.zerostream.trainer.internal;

import java.util.SplittableRandom;

/** Independent seeds, and orders, from one seed and where it is used. */
public final class Seeds {
    private Seeds() {}

    /** A seed for a purpose and a count, by SplitMix64's finaliser. */
    public static long of(long seed, String purpose, long count) {
        long z = seed * 0x9E3779B97F4A7C15L + purpose.hashCode() * 0xD1342543DE82EF95L + count;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    /** The numbers from 0 to {@code count} - 1 in an order that the seed decides; all orders are equally likely. */
    public static int[] permutation(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
