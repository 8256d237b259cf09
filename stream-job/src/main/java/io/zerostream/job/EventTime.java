package io.zerostream.job;

import java.io.Serializable;
import java.time.Duration;

/**
 * How the job reads {@code captured_at}.
 *
 * @param outOfOrderness how much later than younger pictures a picture may come ({@code time.out-of-orderness})
 * @param idleness after how long a silent partition no longer holds time back ({@code time.idleness})
 * @param window length of the windows of label-stats ({@code stats.window})
 */
public record EventTime(Duration outOfOrderness, Duration idleness, Duration window) implements Serializable {
    /** What {@link JobConfig#defaults} uses. */
    public static final EventTime DEFAULT =
            new EventTime(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofMinutes(1));

    /** @throws JobConfigException naming the key that is out of range */
    public EventTime {
        Checks.notNegative("time.out-of-orderness", outOfOrderness);
        Checks.positive("time.idleness", idleness);
        Checks.positive("stats.window", window);
    }
}
