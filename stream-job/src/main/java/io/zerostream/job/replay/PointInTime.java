package io.zerostream.job.replay;

import io.zerostream.schemas.Durations;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A point in time as people write it: {@code 2026-11-21T10:00:00Z} or with an offset, {@code 2026-11-21T10:00} or {@code
 * 2026-11-21} by a time zone, {@code now}, {@code now-90m} and {@code now-7d}.
 */
public final class PointInTime {
    private static final String NOW = "now";

    private final Clock clock;
    private final ZoneId zone;

    /** By this machine's clock and time zone. */
    public PointInTime() {
        this(Clock.systemUTC(), ZoneId.systemDefault());
    }

    /**
     * By another clock.
     *
     * @param clock says what {@code now} is
     * @param zone of times that are written without one
     */
    public PointInTime(Clock clock, ZoneId zone) {
        this.clock = clock;
        this.zone = zone;
    }

    /** @throws IllegalArgumentException saying what may be written */
    public Instant parse(String text) {
        List<Function<String, Instant>> forms = List.of(
                this::relative,
                t -> OffsetDateTime.parse(t).toInstant(),
                t -> LocalDateTime.parse(t).atZone(zone).toInstant(),
                t -> LocalDate.parse(t).atStartOfDay(zone).toInstant());
        for (Function<String, Instant> form : forms) {
            try {
                return form.apply(text.strip());
            } catch (DateTimeException | ArithmeticException | IllegalArgumentException e) {
                // not of this form; perhaps of the next
            }
        }
        throw new IllegalArgumentException("'" + text + "' is no time: write for example "
                + OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC).withNano(0) + ", "
                + LocalDateTime.ofInstant(clock.instant(), zone).withNano(0) + " (local), now or now-90m");
    }

    private Instant relative(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals(NOW)) {
            return clock.instant();
        }
        if (!lower.startsWith(NOW + '-')) {
            throw new DateTimeException("not relative");
        }
        return clock.instant().minus(Durations.parse(lower.substring(NOW.length() + 1)));
    }
}
