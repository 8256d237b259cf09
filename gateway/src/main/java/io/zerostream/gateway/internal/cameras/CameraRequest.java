package io.zerostream.gateway.internal.cameras;

import org.jspecify.annotations.Nullable;

/**
 * A wish to add or change a camera, as a caller states it; nothing is checked yet. What is null stays as it is, or is as
 * {@link io.zerostream.schemas.avro.Camera} has it where the camera is new; an empty text takes away what was set.
 *
 * @param name of a new camera
 */
public record CameraRequest(
        @Nullable String name,
        @Nullable String url,
        @Nullable String secret,
        @Nullable String sourceId,
        @Nullable String classSet,
        @Nullable Double framesPerSecond,
        @Nullable Double change,
        @Nullable Long atLeastEveryMs,
        @Nullable Part region,
        @Nullable Integer longestSide,
        @Nullable Integer jpegQuality,
        @Nullable Boolean repeat,
        @Nullable Boolean enabled,
        @Nullable String author) {

    /** The same of another author. */
    public CameraRequest by(@Nullable String who) {
        return new CameraRequest(
                name,
                url,
                secret,
                sourceId,
                classSet,
                framesPerSecond,
                change,
                atLeastEveryMs,
                region,
                longestSide,
                jpegQuality,
                repeat,
                enabled,
                who);
    }

    /** Part of the frame, as shares of it; all of it is 0, 0, 1, 1. */
    public record Part(double left, double top, double width, double height) {}
}
