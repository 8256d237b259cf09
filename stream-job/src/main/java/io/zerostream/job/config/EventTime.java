package io.zerostream.job.config;

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
 * @param clockTolerance how long before the arrival a picture can have been taken for windows; of a clock that is further
 *     behind they take the arrival less this ({@code time.clock-tolerance})
 */
public record EventTime(
        Duration outOfOrderness,
        Duration idleness,
        Duration window,
        Duration slidingWindow,
        Duration slide,
        Duration clockTolerance)
        implements Serializable {
    /** How long a window is kept to be compared with. There are sources that come once, so as many windows as uploads. */
    public static final Duration REFERENCES_KEPT = Duration.ofDays(7);

    private static final Duration TOLERANCE = Duration.ofSeconds(5);
    /** All times that an event can have are nearer than this. */
    private static final Duration LONGEST_TOLERANCE = Duration.ofDays(5_000_000);

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
        Checks.notNegative("time.clock-tolerance", clockTolerance);
        if (clockTolerance.compareTo(LONGEST_TOLERANCE) > 0) {
            throw new JobConfigException(
                    "time.clock-tolerance",
                    clockTolerance + " is more than " + LONGEST_TOLERANCE + ", which is for ever");
        }
        if (!slidingWindow.isZero() && slide.compareTo(slidingWindow) > 0) {
            throw new JobConfigException(
                    "stats.slide",
                    slide + " is more than stats.sliding-window " + slidingWindow
                            + ": labels in between would be in no window");
        }
    }

    /**
     * The next window that a window is compared with ends this much later, and must end while it is still kept.
     *
     * @throws JobConfigException naming the key whose windows would never be compared with one before
     */
    void checkReferences() {
        checkReference("stats.window", window, window);
        checkReference("stats.sliding-window", slidingWindow, slidingWindow);
        if (!slidingWindow.isZero()) {
            // the last that ended when a window begins may have done so up to a slide before
            Duration slides = slide.multipliedBy(slidingWindow.dividedBy(slide));
            boolean whole = slides.equals(slidingWindow);
            checkReference("stats.sliding-window", slidingWindow, whole ? slides : slides.plus(slide));
        }
    }

    private static void checkReference(String key, Duration length, Duration apart) {
        if (apart.compareTo(REFERENCES_KEPT) >= 0) {
            throw new JobConfigException(
                    key,
                    length + " is too long: a window would be compared with the one that ended " + apart
                            + " before, but windows are kept for less than " + REFERENCES_KEPT
                            + "; choose a shorter one, or name what to compare with in drift.baseline");
        }
    }

    /** Without windows that overlap. */
    public EventTime(Duration outOfOrderness, Duration idleness, Duration window) {
        this(outOfOrderness, idleness, window, Duration.ZERO, Duration.ofMinutes(1), TOLERANCE);
    }

    /** The same with another tolerance. */
    public EventTime withClockTolerance(Duration other) {
        return new EventTime(outOfOrderness, idleness, window, slidingWindow, slide, other);
    }

    /**
     * When windows take a picture to have been taken: {@code captured_at}, but not after its arrival, for a clock that runs
     * ahead would make everyone else's pictures late; and not long before it, for all pictures of a clock that is behind
     * would be late themselves. Nothing but the record decides, so that whoever reads it again comes to the same.
     *
     * @param capturedAt epoch milliseconds
     * @param arrival in Kafka, epoch milliseconds
     * @return epoch milliseconds, between arrival less {@link #clockTolerance} and arrival
     */
    public long of(long capturedAt, long arrival) {
        return Math.max(arrival - clockTolerance.toMillis(), Math.min(capturedAt, arrival));
    }
}
