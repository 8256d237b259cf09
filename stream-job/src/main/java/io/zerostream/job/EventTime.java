package io.zerostream.job;

import java.io.Serializable;
import java.time.Duration;

/**
 * How the job reads {@code captured_at}.
 *
 * @param outOfOrderness how much later than younger pictures a picture may come ({@code time.out-of-orderness})
 * @param idleness after how long a silent partition no longer holds time back ({@code time.idleness})
 * @param window length of the windows of label-stats that lie side by side ({@code stats.window})
 * @param slidingWindow length of those that overlap; zero = there are none ({@code stats.sliding-window})
 * @param slide how far apart the beginnings of two that overlap are ({@code stats.slide})
 */
public record EventTime(
        Duration outOfOrderness, Duration idleness, Duration window, Duration slidingWindow, Duration slide)
        implements Serializable {
    /** What {@link JobConfig#defaults} uses. */
    public static final EventTime DEFAULT =
            new EventTime(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(1));

    /** @throws JobConfigException naming the key that is out of range */
    public EventTime {
        Checks.notNegative("time.out-of-orderness", outOfOrderness);
        Checks.positive("time.idleness", idleness);
        Checks.positive("stats.window", window);
        Checks.notNegative("stats.sliding-window", slidingWindow);
        Checks.positive("stats.slide", slide);
        if (!slidingWindow.isZero() && slide.compareTo(slidingWindow) > 0) {
            throw new JobConfigException(
                    "stats.slide",
                    slide + " is more than stats.sliding-window " + slidingWindow
                            + ": labels in between would be in no window");
        }
    }

    /** Without windows that overlap. */
    public EventTime(Duration outOfOrderness, Duration idleness, Duration window) {
        this(outOfOrderness, idleness, window, Duration.ZERO, Duration.ofMinutes(1));
    }
}
