package io.zerostream.cameras.run;

import io.zerostream.cameras.stream.FfmpegStream;
import io.zerostream.cameras.stream.Frame;
import io.zerostream.cameras.stream.FrameStream;
import io.zerostream.cameras.stream.Limits;
import io.zerostream.cameras.stream.Region;
import io.zerostream.cameras.stream.StreamAddress;
import io.zerostream.cameras.stream.StreamException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** The frames of a video file, as fast as they can be decoded, picked as a camera's are. */
public final class VideoFrames implements AutoCloseable {
    private static final int QUALITY = 85;

    private final FrameStream stream;
    private final FramePicker picker;
    private long frames;
    /** Of the frame that came last, from the beginning of the video. */
    private Duration position = Duration.ZERO;

    /**
     * One that was picked.
     *
     * @param position from the beginning of the video
     * @param jpeg the frame
     */
    public record Shot(Duration position, byte[] jpeg) {}

    /**
     * Opens it.
     *
     * @param framesPerSecond most that are picked of a second of the video, above 0
     * @param change share of the picture that must differ from the last one picked, 0 to 1; 0 = all are picked
     * @throws StreamException when it is no video that can be decoded
     */
    public VideoFrames(Path file, double framesPerSecond, double change) throws StreamException {
        Path whole = file.toAbsolutePath();
        stream = FfmpegStream.open(
                new StreamAddress(whole.toUri(), Objects.requireNonNullElse(whole.getParent(), whole), null),
                Limits.DEFAULT,
                interrupt -> {});
        picker = new FramePicker(framesPerSecond, null, new ChangeDetector(Region.ALL, change));
    }

    /**
     * The next.
     *
     * @return empty = there is none any more
     * @throws StreamException when the rest cannot be read
     */
    public Optional<Shot> next() throws StreamException {
        Optional<Frame> frame = stream.next(this::due);
        while (frame.isPresent()) {
            if (picker.look(frame.get(), Instant.EPOCH.plus(position)) == FramePicker.Choice.SEND) {
                return Optional.of(new Shot(position, Jpegs.encode(frame.get().pixels(Region.ALL, 0), QUALITY)));
            }
            frame = stream.next(this::due);
        }
        return Optional.empty();
    }

    private boolean due(OptionalLong told, Optional<Instant> taken) {
        frames++;
        // of a format that tells no times, frames are taken to be a 25th of a second apart
        position = Duration.of(told.orElse(frames * 40_000), ChronoUnit.MICROS);
        return picker.due(Instant.EPOCH.plus(position));
    }

    @Override
    public void close() {
        stream.close();
    }
}
