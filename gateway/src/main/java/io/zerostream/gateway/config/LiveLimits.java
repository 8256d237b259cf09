package io.zerostream.gateway.config;

import java.time.Duration;

/**
 * How much the live console may remember. Everything the gateway keeps in memory is bounded by one of these.
 *
 * @param labels recent labels kept, at least 1; of the source that has the most the oldest go first
 * @param deadLetters recent dead letters kept, at least 1
 * @param windows recent {@code label-stats} windows kept, at least 1
 * @param recordBytes bytes of recent labels, of dead letters, of windows and of notices kept, of each, as they are on the
 *     topics; at least 1; the oldest go first
 * @param pictures recent pictures kept, at least 1
 * @param pictureBytes bytes of recent pictures kept together, at least 1; of the source that has the most the oldest
 *     go first
 * @param feedback of what people say that pictures show so many are kept, at least 1
 * @param countedClasses classes counted by name, at least 1; labels of further ones are counted together
 * @param countWindow span of the sliding counts, at least 10 s
 * @param streamClients consoles that may listen at once, at least 1
 * @param streamQueue events waiting for one console, at least 16; a console that falls further behind is dropped
 * @param labelEventsPerSecond labels sent to consoles each second, at least 1; all are counted, only so many are shown
 */
public record LiveLimits(
        int labels,
        int deadLetters,
        int windows,
        long recordBytes,
        int pictures,
        long pictureBytes,
        int feedback,
        int countedClasses,
        Duration countWindow,
        int streamClients,
        int streamQueue,
        int labelEventsPerSecond) {
    /** Shortest span of the sliding counts. */
    public static final Duration LEAST_COUNT_WINDOW = Duration.ofSeconds(10);

    private static final int LEAST_STREAM_QUEUE = 16;

    /** @throws GatewayException naming the key that is out of range */
    public LiveLimits {
        atLeast("live.labels", labels, 1);
        atLeast("live.dead-letters", deadLetters, 1);
        atLeast("live.windows", windows, 1);
        atLeast("live.record-bytes", recordBytes, 1);
        atLeast("live.pictures", pictures, 1);
        atLeast("live.picture-bytes", pictureBytes, 1);
        atLeast("live.feedback", feedback, 1);
        atLeast("live.counted-classes", countedClasses, 1);
        atLeast("live.stream-clients", streamClients, 1);
        atLeast("live.stream-queue", streamQueue, LEAST_STREAM_QUEUE);
        atLeast("live.label-events-per-second", labelEventsPerSecond, 1);
        if (countWindow.compareTo(LEAST_COUNT_WINDOW) < 0) {
            throw new GatewayException(
                    "live.count-window is " + countWindow + "; it must be at least " + LEAST_COUNT_WINDOW);
        }
    }

    /** 2000 labels, 200 dead letters, 120 windows, 8 MiB each, 2000 pictures in 96 MiB, 100 000 of
     * feedback, counts over 5 minutes, 32 consoles. */
    public static LiveLimits defaults() {
        return new LiveLimits(
                2000,
                200,
                120,
                8L * 1024 * 1024,
                2000,
                96L * 1024 * 1024,
                100_000,
                2000,
                Duration.ofMinutes(5),
                32,
                256,
                40);
    }

    private static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new GatewayException(key + " is " + value + "; it must be at least " + least);
        }
    }
}
