package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.EpochMicros;
import io.zerostream.job.internal.Origin;
import io.zerostream.job.internal.control.Registry;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Pictures of one colour. */
final class Pictures {
    private Pictures() {}

    /** One that the model knows. */
    static DecodedPicture of(String id, String colour) {
        return of(id, colour, null, Registry.SIDE);
    }

    /** One from a source of its own. */
    static DecodedPicture from(String source, String id, String colour) {
        DecodedPicture p = of(id, colour);
        return new DecodedPicture(
                p.origin(),
                id,
                source,
                p.capturedAt(),
                null,
                p.height(),
                p.width(),
                p.pixels(),
                p.queueMicros(),
                p.decodeMicros(),
                p.decodedAtMicros());
    }

    /** One that the model fails on. */
    static DecodedPicture poisonous(String id) {
        DecodedPicture picture = of(id, "red");
        picture.pixels()[0] = ColourModel.POISON;
        return picture;
    }

    /** One whose vector holds no numbers. */
    static DecodedPicture nonsense(String id) {
        DecodedPicture picture = of(id, "red");
        picture.pixels()[0] = ColourModel.NONSENSE;
        return picture;
    }

    static DecodedPicture of(String id, String colour, @Nullable String classSet, int side) {
        return of(id, colour, classSet, side, 0, null);
    }

    /** One that came to Kafka at this time, with this traceparent. */
    static DecodedPicture of(
            String id,
            String colour,
            @Nullable String classSet,
            int side,
            long timestamp,
            @Nullable String traceParent) {
        float[] rgb = Registry.COLOURS.get(colour);
        byte[] pixels = new byte[side * side * 3];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (rgb[i % 3] * 255);
        }
        byte[] key = "camera".getBytes(StandardCharsets.UTF_8);
        return new DecodedPicture(
                new Origin("images", 0, 7, timestamp, key, pixels, pixels.length, traceParent, null),
                id,
                "camera",
                1000,
                classSet,
                side,
                side,
                pixels,
                1,
                2,
                EpochMicros.now());
    }
}
