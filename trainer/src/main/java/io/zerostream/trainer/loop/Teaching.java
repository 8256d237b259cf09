package io.zerostream.trainer.loop;

/**
 * Distillation: a frozen network that was trained elsewhere looks at every training picture once, whole and mirrored; a
 * linear layer over the pooled last map learns to tell its features, and is thrown away afterwards.
 *
 * @param backbone which network; {@code none} for no distillation
 * @param weights file with its weights
 * @param imageSize height and width of what it looks at, pixels
 * @param weight factor of the mean squared error of the standardised features in the loss
 */
public record Teaching(String backbone, String weights, int imageSize, double weight) {
    /** No distillation. */
    public static final String NONE = "none";

    public Teaching {
        Checks.require(imageSize >= 32 && imageSize <= 512, "teacher.imageSize", "must be in [32, 512]", imageSize);
        Checks.require(weight >= 0, "teacher.weight", "must be at least 0", weight);
    }

    /** No distillation. */
    public static Teaching none() {
        return new Teaching(NONE, "", 224, 0);
    }
}
