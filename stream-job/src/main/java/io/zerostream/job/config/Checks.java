package io.zerostream.job.config;

import java.time.Duration;

/** What configuration records demand of their values. */
final class Checks {
    private Checks() {}

    static void positive(String key, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new JobConfigException(key, value + " must be above 0");
        }
    }

    static void atLeast(String key, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new JobConfigException(key, value + " must be at least " + least);
        }
    }

    static void notNegative(String key, Duration value) {
        if (value.isNegative()) {
            throw new JobConfigException(key, value + " must not be below 0");
        }
    }

    static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new JobConfigException(key, value + " must be at least " + least);
        }
    }

    static void between(String key, double value, double least, double most) {
        if (!(value >= least && value <= most)) {
            throw new JobConfigException(key, value + " must be between " + least + " and " + most);
        }
    }

    static void notBlank(String key, String value) {
        if (value.isBlank()) {
            throw new JobConfigException(key, "is empty; give it a value");
        }
    }
}
