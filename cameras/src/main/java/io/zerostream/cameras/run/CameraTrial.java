package io.zerostream.cameras.run;

import io.zerostream.cameras.stream.FfmpegStream;
import io.zerostream.cameras.stream.Frame;
import io.zerostream.cameras.stream.FrameStream;
import io.zerostream.cameras.stream.Limits;
import io.zerostream.cameras.stream.Region;
import io.zerostream.cameras.stream.StreamAddress;
import io.zerostream.cameras.stream.StreamException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;

/** Looks at a camera for a moment, without Kafka: what it brings, and how much of that changes. */
public final class CameraTrial {
    private static final int QUALITY = 85;

    private CameraTrial() {}

    /**
     * What was seen.
     *
     * @param format container and codec
     * @param width of its frames, pixels
     * @param height of its frames, pixels
     * @param still whether it is one picture, which would be asked for again and again
     * @param frames how many came
     * @param time from the first to the last
     * @param untilFirst from opening it to the first
     * @param clockOffsetMillis the camera's time of day less ours; empty = it does not tell
     * @param changes share of the picture that changed from one frame to the next, of each pair that was compared
     * @param first the first frame as JPEG
     */
    public record Report(
            String format,
            int width,
            int height,
            boolean still,
            int frames,
            Duration time,
            Duration untilFirst,
            OptionalLong clockOffsetMillis,
            double[] changes,
            byte[] first) {
        /** Frames a second; 0 = there was one. */
        public double framesPerSecond() {
            return frames < 2 || time.isZero() ? 0 : (frames - 1) / (time.toMillis() / 1000.0);
        }

        /** The median of {@link #changes}; 0 = nothing was compared. */
        public double medianChange() {
            return changes.length == 0 ? 0 : sorted()[changes.length / 2];
        }

        /** The largest of {@link #changes}; 0 = nothing was compared. */
        public double largestChange() {
            return DoubleStream.of(changes).max().orElse(0);
        }

        private double[] sorted() {
            double[] sorted = changes.clone();
            Arrays.sort(sorted);
            return sorted;
        }
    }

    /**
     * Opens it and reads for so long.
     *
     * @param framesPerSecond how often frames are compared
     * @throws StreamException when it cannot be opened, or ends before a frame came
     */
    public static Report of(StreamAddress address, Limits limits, Duration time, double framesPerSecond)
            throws StreamException {
        Clock clock = Clock.systemUTC();
        Instant opened = clock.instant();
        try (FrameStream stream = FfmpegStream.open(address, limits, interrupt -> {})) {
            Frame frame = stream.next().orElseThrow(() -> new StreamException("it ended before a frame came"));
            Instant first = clock.instant();
            int width = frame.width();
            int height = frame.height();
            byte[] jpeg = Jpegs.encode(frame.pixels(Region.ALL, 0), QUALITY);
            StreamClock times = new StreamClock();
            ChangeDetector change = new ChangeDetector(Region.ALL, 1);
            DoubleStream.Builder changes = DoubleStream.builder();
            long due = Long.MIN_VALUE;
            Instant last = first;
            int frames = 0;
            Optional<Frame> next = Optional.of(frame);
            while (next.isPresent() && !last.isAfter(first.plus(time))) {
                times.at(next.get().position(), next.get().taken(), last);
                // by the stream, for a file is read faster than it plays
                long at = next.get().position().orElse(ChronoUnit.MICROS.between(first, last));
                if (at >= due) {
                    double different = change.difference(next.get());
                    if (frames > 0) {
                        changes.add(different);
                    }
                    change.sent();
                    due = at + Math.round(1e6 / framesPerSecond);
                }
                frames++;
                next = stream.next();
                last = clock.instant();
            }
            return new Report(
                    stream.format(),
                    width,
                    height,
                    stream.still(),
                    frames,
                    Duration.between(first, last),
                    Duration.between(opened, first),
                    times.offsetMillis(),
                    changes.build().toArray(),
                    jpeg);
        }
    }
}
