package io.zerostream.trainer.internal;

/** Refusals of configuration values. */
public final class Checks {
    private Checks() {}

    /** @throws IllegalArgumentException naming the key, the rule and the value */
    public static void require(boolean right, String key, String rule, Object value) {
        if (!right) {
            throw new IllegalArgumentException(key + " " + rule + ", not " + value);
        }
    }
}
