package io.zerostream.trainer.vspcn;

/**
 * Factors of VSPCN's losses (see {@link PromptObjective}); 0 leaves one out.
 *
 * @param regression γ of the distance of the class token from its prototype
 * @param visual of the visual prompt's own cross-entropy
 * @param divergence of the divergence loss
 * @param distillation of what the semantic prompt learns from the prototype
 */
public record VspcnLoss(double regression, double visual, double divergence, double distillation) {
    public VspcnLoss {
        check("regression", regression);
        check("visual", visual);
        check("divergence", divergence);
        check("distillation", distillation);
    }

    private static void check(String key, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("loss." + key + " must be at least 0, not " + value);
        }
    }

    /** The products of the factors in the public code, for CUB. */
    public static VspcnLoss published() {
        return new VspcnLoss(0.01, 0.4, 0.04, 0.18);
    }
}
