package io.zerostream.job.internal.source;

import io.zerostream.job.config.EventTime;
import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.IncomingPicture;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Notices sources whose {@code captured_at} is so far from the arrival that windows go by the arrival: counts their
 * pictures, and tells people of a source when {@link #IN_A_ROW} pictures of it say the same, again after {@link #AGAIN}
 * while it lasts. Remembers the {@link #SOURCES} sources heard of last; what it remembers is not in checkpoints, so a
 * restart may tell twice. One thread.
 */
public final class ClockWatch {
    static final int IN_A_ROW = 20;
    static final Duration AGAIN = Duration.ofHours(1);
    static final int SOURCES = 1000;

    private final long tolerance;
    private final Counter off;
    private final Map<String, Clock> clocks = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Clock> eldest) {
            return size() > SOURCES;
        }
    };

    /** Of one source. */
    private static final class Clock {
        /** Pictures in a row that are off to this side. */
        private int inARow;
        /** Least of how far they are off, milliseconds; positive = behind the arrival. */
        private long behind;
        /** Arrival of the picture by which people were told; null = they were not. */
        private @Nullable Long toldAt;
    }

    /**
     * @param times says which clocks are believed
     * @param off counts pictures whose clock is not
     */
    public ClockWatch(EventTime times, Counter off) {
        this.tolerance = times.clockTolerance().toMillis();
        this.off = off;
    }

    /** Looks at the next picture. @return what people should know, now and then */
    public Optional<Alarm> look(IncomingPicture picture) {
        // a refused event's time is not to be trusted either, and a snapshot of release 0.1.0 does not know the arrival
        if (picture.event() == null
                || picture.rejection() != null
                || picture.origin().timestamp() == 0) {
            return Optional.empty();
        }
        String source = picture.event().getSourceId();
        long arrival = picture.origin().timestamp();
        long behind = arrival - picture.event().getCapturedAt().toEpochMilli();
        Clock clock = clocks.computeIfAbsent(source, s -> new Clock());
        if (Math.abs(behind) <= tolerance) {
            clock.inARow = 0;
            return Optional.empty();
        }
        off.inc();
        boolean sameSide = clock.inARow > 0 && Long.signum(clock.behind) == Long.signum(behind);
        clock.behind = sameSide && Math.abs(clock.behind) < Math.abs(behind) ? clock.behind : behind;
        clock.inARow = sameSide ? clock.inARow + 1 : 1;
        boolean due = clock.toldAt == null || arrival - clock.toldAt >= AGAIN.toMillis();
        if (clock.inARow < IN_A_ROW || !due) {
            return Optional.empty();
        }
        clock.toldAt = arrival;
        return Optional.of(alarm(source, clock.behind));
    }

    private static Alarm alarm(String source, long behind) {
        Duration least = Duration.ofMillis(Math.abs(behind));
        return new Alarm(
                Alarm.Code.CLOCK_OFF,
                "the last " + IN_A_ROW + " pictures of source '" + source + "' or more say they were taken at least "
                        + least + (behind > 0 ? " before" : " after")
                        + " they arrived; windows count them by their arrival: set the clock of that source"
                        + (behind > 0 ? ", or see what holds its pictures up" : ""));
    }
}
