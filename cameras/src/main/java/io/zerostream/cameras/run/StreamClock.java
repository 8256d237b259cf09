package io.zerostream.cameras.run;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When a frame was taken. A camera that tells the time of day is believed while its clock is near ours. Otherwise the
 * positions in the stream are laid on our clock, by the frame that came with the least delay: so frames that the network
 * held up and brought all at once keep their distances. Not thread-safe.
 */
final class StreamClock {
    /** A camera's clock that is further off is a wrong clock, and windows of the job would take its frames as late. */
    static final Duration BELIEVED = Duration.ofSeconds(10);

    /** A stream that jumps by more than this has begun anew, or was held up for so long that it will not catch up. */
    private static final long JUMP_MICROS = 5_000_000;

    /** How fast an anchor that no frame confirms is given up, microseconds a second: more than any two clocks part. */
    private static final double GIVES_WAY = 500;

    private static final long DRIFT_AFTER_MICROS = 60_000_000;

    private @Nullable Long anchor;
    private long anchoredAt;
    private @Nullable Long firstOffset;
    private long firstArrival;
    private @Nullable Long offset;
    private OptionalDouble drift = OptionalDouble.empty();

    /**
     * Takes the times of one frame, in the order of their coming.
     *
     * @param position in the stream, microseconds from anywhere; empty = not known
     * @param taken by the camera's own time of day; empty = it does not tell
     * @param arrival when it came here
     * @return when it was taken, not after it came
     */
    Instant at(OptionalLong position, Optional<Instant> taken, Instant arrival) {
        if (taken.isPresent()) {
            long apart = ChronoUnit.MICROS.between(arrival, taken.get());
            offset = apart;
            watchDrift(apart, arrival);
            if (Math.abs(apart) <= ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(BELIEVED))) {
                return taken.get().isAfter(arrival) ? arrival : taken.get();
            }
        } else {
            offset = null;
        }
        return position.isPresent() ? laid(position.getAsLong(), arrival) : arrival;
    }

    private Instant laid(long position, Instant arrival) {
        long now = micros(arrival);
        long apart = now - position;
        @Nullable Long held = anchor;
        if (held == null || Math.abs(apart - held) > JUMP_MICROS || apart <= givenWay(held, now)) {
            anchor = apart;
            anchoredAt = now;
            return arrival;
        }
        return arrival.minus(apart - givenWay(held, now), ChronoUnit.MICROS);
    }

    private long givenWay(long held, long now) {
        return held + (long) (GIVES_WAY * (now - anchoredAt) / 1e6);
    }

    private void watchDrift(long apart, Instant arrival) {
        long now = micros(arrival);
        @Nullable Long first = firstOffset;
        if (first == null || Math.abs(apart - first) > JUMP_MICROS) {
            firstOffset = apart;
            firstArrival = now;
            drift = OptionalDouble.empty();
        } else if (now - firstArrival >= DRIFT_AFTER_MICROS) {
            drift = OptionalDouble.of(1e6 * (apart - first) / (now - firstArrival));
        }
    }

    private static long micros(Instant time) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, time);
    }

    /** The camera's time of day less ours when the last frame came, the way of the frame included, milliseconds. */
    OptionalLong offsetMillis() {
        return offset == null ? OptionalLong.empty() : OptionalLong.of(Math.round(offset / 1000.0));
    }

    /** How much faster the camera's clock goes than ours, millionths; known after a minute. */
    OptionalDouble driftPpm() {
        return drift;
    }
}
