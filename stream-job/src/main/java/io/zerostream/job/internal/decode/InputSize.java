package io.zerostream.job.internal.decode;

import io.zerostream.job.internal.control.ModelContent;
import io.zerostream.job.internal.control.ModelRegistry;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The size pictures are decoded to: that of the model that serves. Only until something was decided to serve, it is that
 * of the newest deployment, which will most likely be the first; such pictures wait, and are resized again if it was not.
 * One thread.
 */
final class InputSize {
    private static final Logger LOG = LoggerFactory.getLogger(InputSize.class);
    /** Before anything is deployed: the largest of the published networks; batches resize such pictures again. */
    private static final int FALLBACK = 448;

    private @Nullable ModelContent model;
    private boolean decided;
    private int height = FALLBACK;
    private int width = FALLBACK;

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    /** All subtasks serve this from now on. */
    void serves(Plan plan) {
        decided = true;
        take(plan);
    }

    /** Nothing has been decided yet. After a decision this changes nothing, for none is ever taken back. */
    void nothingServes(ModelRegistry models) {
        if (!decided) {
            models.wanted().ifPresent(this::take);
        }
    }

    /** A manifest that cannot be read changes nothing: that model is refused anyway. */
    private void take(Plan plan) {
        ModelContent now = ModelContent.of(plan.version());
        if (now.equals(model)) {
            return;
        }
        model = now;
        try {
            ImageInput input = Manifest.fromJson(plan.version().getManifest()).input();
            height = input.height();
            width = input.width();
            LOG.info("decoding to {}x{} for model {}", width, height, plan.modelId());
        } catch (ModelException e) {
            LOG.warn(
                    "model {} does not say its input size, keeping {}x{}: {}",
                    plan.modelId(),
                    width,
                    height,
                    e.getMessage());
        }
    }
}
