package io.zerostream.job.internal.decode;

import io.zerostream.job.internal.control.ModelRegistry;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.model.ImageInput;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The size pictures are decoded to: the deployed model's. One thread.
 */
final class InputSize {
    private static final Logger LOG = LoggerFactory.getLogger(InputSize.class);
    /** Before anything is deployed: the largest of the published networks; batches resize such pictures again. */
    private static final int FALLBACK = 448;

    private String sha256 = "";
    private int height = FALLBACK;
    private int width = FALLBACK;

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** Follows the newest deployment. A manifest that cannot be read changes nothing: that model is refused anyway. */
    void follow(ModelRegistry models) {
        Optional<Plan> plan = models.wanted();
        if (plan.isEmpty() || plan.get().version().getSha256().equals(sha256)) {
            return;
        }
        sha256 = plan.get().version().getSha256();
        try {
            ImageInput input =
                    Manifest.fromJson(plan.get().version().getManifest()).input();
            height = input.height();
            width = input.width();
            LOG.info("decoding to {}x{} for model {}", width, height, plan.get().modelId());
        } catch (ModelException e) {
            LOG.warn(
                    "model {} does not say its input size, keeping {}x{}: {}",
                    plan.get().modelId(),
                    width,
                    height,
                    e.getMessage());
        }
    }
}
