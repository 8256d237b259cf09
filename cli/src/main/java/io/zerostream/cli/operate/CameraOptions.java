package io.zerostream.cli.operate;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.DurationConverter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a camera is to be. */
final class CameraOptions {
    private static final List<String> REGION = List.of("left", "top", "width", "height");

    @Option(
            names = "--secret",
            paramLabel = "NAME",
            description = "Name of user and password in the secrets of the worker that runs it; '' = none.")
    private @Nullable String secret;

    @Option(
            names = "--source",
            paramLabel = "ID",
            description = "Source of its pictures (default: the camera's name); '' = that.")
    private @Nullable String source;

    @Option(
            names = "--class-set",
            paramLabel = "SET",
            description = "Class set of its pictures (default: that of the source); '' = that.")
    private @Nullable String classSet;

    @Option(names = "--fps", paramLabel = "N", description = "Most frames looked at in a second (default 2).")
    private @Nullable Double fps;

    @Option(
            names = "--change",
            paramLabel = "SHARE",
            description = "Share of the picture that must differ from the last one sent (default 0.02); 0 = send all.")
    private @Nullable Double change;

    @Option(
            names = "--at-least-every",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Send one after this time even if nothing changed (default 60s).")
    private @Nullable Duration atLeastEvery;

    @Option(
            names = "--region",
            paramLabel = "L,T,W,H",
            description = "Part of the frame that counts and is sent: left, top, width, height, as shares of it;"
                    + " 0,0,1,1 = all.")
    private @Nullable String region;

    @Option(
            names = "--longest-side",
            paramLabel = "PIXELS",
            description = "Make pictures smaller to this; 0 = as they come (default).")
    private @Nullable Integer longestSide;

    @Option(names = "--quality", paramLabel = "1-100", description = "JPEG quality (default 85).")
    private @Nullable Integer quality;

    @Option(
            names = "--repeat",
            arity = "0..1",
            fallbackValue = "true",
            description = "Play a video file again from its beginning; --repeat=false ends that.")
    private @Nullable Boolean repeat;

    /** What was named, as keys of the REST, and who asks. */
    Map<String, Object> body() {
        Map<String, Object> body = DeploymentOptions.body("secret", secret, "source_id", source, "class_set", classSet);
        put(body, "frames_per_second", fps);
        put(body, "change", change);
        put(body, "at_least_every_ms", atLeastEvery == null ? null : atLeastEvery.toMillis());
        put(body, "region", region == null ? null : region(region));
        put(body, "longest_side", longestSide);
        put(body, "jpeg_quality", quality);
        put(body, "repeat", repeat);
        return body;
    }

    private static Map<String, Double> region(String text) {
        double[] parts;
        try {
            parts = List.of(text.split(",", -1)).stream()
                    .mapToDouble(part -> Double.parseDouble(part.strip()))
                    .toArray();
        } catch (NumberFormatException e) {
            parts = new double[0];
        }
        if (parts.length != REGION.size() || DoubleStream.of(parts).anyMatch(part -> !Double.isFinite(part))) {
            throw new UserException("'" + text + "' in --region is no left,top,width,height, as in 0,0.5,1,0.5 for the"
                    + " lower half");
        }
        Map<String, Double> region = new LinkedHashMap<>();
        for (int i = 0; i < parts.length; i++) {
            region.put(REGION.get(i), parts[i]);
        }
        return region;
    }

    private static void put(Map<String, Object> body, String key, @Nullable Object value) {
        if (value != null) {
            body.put(key, value);
        }
    }
}
