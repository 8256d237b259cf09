package io.zerostream.trainer.loop;

/** Refusals of configuration values. */
final class Checks {
    private Checks() {}

    /** @throws IllegalArgumentException naming the key, the rule and the value */
    static void require(boolean right, String key, String rule, Object value) {
        if (!right) {
            throw new IllegalArgumentException(key + " " + rule + ", not " + value);
        }
    }
}
