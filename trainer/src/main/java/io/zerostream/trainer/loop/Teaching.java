package io.zerostream.trainer.loop;

import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.model.umzero.UmZeroConfig.Family;
import io.zerostream.trainer.internal.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Distillation: a frozen network that was trained elsewhere looks at every training picture once, whole and mirrored; a
 * linear layer over the pooled last map learns to tell its pooled features, and is thrown away afterwards.
 *
 * @param network which; null for no distillation
 * @param weights file with its weights as Keras names them, {@code .npz}; relative to the data's folder
 * @param imageSize height and width of what it looks at, pixels
 * @param weight factor of the mean squared error of the standardised features in the loss
 */
public record Teaching(@Nullable Backbone network, String weights, int imageSize, double weight) {
    public Teaching {
        Checks.require(
                network == null || network.family() == Family.MOBILENET_V1,
                "teacher.network.family",
                "must be MOBILENET_V1, whose weights can be read",
                network == null ? "" : network.family());
        Checks.require(imageSize >= 32 && imageSize <= 512, "teacher.imageSize", "must be in [32, 512]", imageSize);
        Checks.require(weight >= 0, "teacher.weight", "must be at least 0", weight);
    }

    /** No distillation. */
    public static Teaching none() {
        return new Teaching(null, "", 224, 0);
    }

    /** t, how many features the teacher gives; 0 without one. */
    int features() {
        return network == null ? 0 : network.channels();
    }
}
