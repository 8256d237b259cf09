package io.zerostream.gateway.config;

/**
 * How much of {@code label-stats} the gateway remembers, and how finely. What goes beyond is told more coarsely or counted
 * together, and never left out of the sums.
 *
 * @param minutes minutes with labels kept one by one, the newest, at least 1
 * @param tenMinutes spans of ten minutes kept, at least 1
 * @param hours hours kept, at least 1
 * @param series pairs of class set and source kept apart, and class sets, at least 1; further sources of a set are counted
 *     together
 * @param classes classes counted by name, at least 1; labels of further ones are counted together
 * @param bytes all of it together, about, at least 1 MiB; beyond, the oldest minutes go first, then the oldest ten minutes,
 *     then the names of classes in the oldest hours, and the oldest hours last
 * @param marks swaps of models and class sets kept, the newest, at least 1
 */
public record HistoryLimits(int minutes, int tenMinutes, int hours, int series, int classes, long bytes, int marks) {
    private static final long LEAST_BYTES = 1024 * 1024;

    /** @throws GatewayException naming the key that is out of range */
    public HistoryLimits {
        atLeast("history.minutes", minutes, 1);
        atLeast("history.ten-minutes", tenMinutes, 1);
        atLeast("history.hours", hours, 1);
        atLeast("history.series", series, 1);
        atLeast("history.classes", classes, 1);
        atLeast("history.bytes", bytes, LEAST_BYTES);
        atLeast("history.marks", marks, 1);
    }

    /** A day by the minute, a week by ten minutes, 30 days by the hour, of 200 series and 10 000 classes, in 96 MiB. */
    public static HistoryLimits defaults() {
        return new HistoryLimits(1560, 1152, 720, 200, 10_000, 96L * 1024 * 1024, 1000);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new GatewayException(key + " is " + value + "; it must be at least " + least);
        }
    }
}
