package io.zerostream.model.image;

import io.zerostream.model.ModelException;
import java.util.Objects;

/**
 * What a network expects: pictures squashed to height × width, RGB in [0,1] less mean, over deviation. Treat the arrays
 * as read-only.
 *
 * @param height rows, pixels
 * @param width columns, pixels
 * @param mean of R, G, B
 * @param std standard deviation of R, G, B, above 0
 */
public record ImageInput(int height, int width, float[] mean, float[] std) {
    /** @throws ModelException naming the part that cannot be */
    public ImageInput {
        if (height < 1 || width < 1 || height > 4096 || width > 4096) {
            throw new ModelException("input size " + height + "×" + width + " is not between 1×1 and 4096×4096");
        }
        Objects.requireNonNull(mean, "an input needs a mean");
        Objects.requireNonNull(std, "an input needs a std");
        if (mean.length != 3 || std.length != 3) {
            throw new ModelException("mean and std need three values, for R, G and B");
        }
        for (float s : std) {
            if (!(s > 0)) {
                throw new ModelException("std holds " + s + "; it must be above 0");
            }
        }
    }

    /** ImageNet's mean and deviation, as the published networks use them. */
    public static ImageInput imageNet(int height, int width) {
        return new ImageInput(
                height, width, new float[] {0.485f, 0.456f, 0.406f}, new float[] {0.229f, 0.224f, 0.225f});
    }

    /** Bytes of one picture as uint8 HWC. */
    public int bytes() {
        return height * width * 3;
    }
}
