package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraRegion;
import io.zerostream.schemas.avro.CameraState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A camera as callers see it: what it is, and how it does. Instants are ISO-8601, UTC.
 *
 * @param status as its runner says, or UNATTENDED when none has told for some time
 * @param problem what is wrong at present, for people; null = nothing
 * @param state what its runner counts; null = none runs it
 */
public record CameraView(
        String name,
        String url,
        @Nullable String secret,
        String sourceId,
        @Nullable String classSet,
        double framesPerSecond,
        double change,
        long atLeastEveryMs,
        @Nullable Part region,
        int longestSide,
        int jpegQuality,
        boolean repeat,
        boolean enabled,
        String changedAt,
        String author,
        String status,
        @Nullable String problem,
        @Nullable State state) {
    private static final String UNATTENDED = "UNATTENDED";
    private static final String NOBODY = "no worker runs it: start one, './zerostream cameras run', beside this Kafka";

    /** Part of the frame, as shares of it. */
    public record Part(double left, double top, double width, double height) {
        private static @Nullable Part of(@Nullable CameraRegion region) {
            return region == null
                    ? null
                    : new Part(region.getLeft(), region.getTop(), region.getWidth(), region.getHeight());
        }
    }

    /** What a runner tells; counts are since it took the camera over. */
    public record State(
            String runner,
            String since,
            @Nullable String lastFrameAt,
            int width,
            int height,
            String format,
            long framesRead,
            long framesSent,
            long framesUnchanged,
            long framesReplaced,
            long framesFailed,
            long connections,
            @Nullable Long clockOffsetMs,
            @Nullable Double clockDriftPpm) {
        private static State of(CameraState s) {
            return new State(
                    s.getRunner(),
                    s.getSince().toString(),
                    text(s.getLastFrameAt()),
                    s.getWidth(),
                    s.getHeight(),
                    s.getFormat(),
                    s.getFramesRead(),
                    s.getFramesSent(),
                    s.getFramesUnchanged(),
                    s.getFramesReplaced(),
                    s.getFramesFailed(),
                    s.getConnections(),
                    s.getClockOffsetMs(),
                    s.getClockDriftPpm());
        }

        private static @Nullable String text(@Nullable Instant instant) {
            return instant == null ? null : instant.toString();
        }
    }

    /**
     * Puts both together.
     *
     * @param state null = nobody has told how it does
     */
    public static CameraView of(Camera c, @Nullable CameraState state) {
        return new CameraView(
                c.getName(),
                c.getUrl(),
                c.getSecret(),
                c.getSourceId() == null ? c.getName() : c.getSourceId(),
                c.getClassSet(),
                c.getFramesPerSecond(),
                c.getChange(),
                c.getAtLeastEveryMs(),
                Part.of(c.getRegion()),
                c.getLongestSide(),
                c.getJpegQuality(),
                c.getRepeat(),
                c.getEnabled(),
                c.getChangedAt().toString(),
                c.getAuthor(),
                state == null ? UNATTENDED : state.getStatus().name(),
                state == null ? NOBODY : state.getProblem(),
                state == null ? null : State.of(state));
    }
}
