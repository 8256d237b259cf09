package io.zerostream.model;

import java.util.Objects;

/**
 * How scores become labels.
 *
 * @param gamma seen-class penalty: in [0,1] for {@link Calibration#SOFTMAX}, at least 0 for {@link Calibration#LOGITS}
 * @param calibration what γ is subtracted from
 * @param unknownThreshold least cosine to the best prototype for a label, in [-1,1]; -1 = always label
 * @param topK how many classes to list, at least 1
 */
public record ScoringOptions(float gamma, Calibration calibration, float unknownThreshold, int topK) {
    /** @throws ModelException naming the value that is out of range */
    public ScoringOptions {
        String fault = Objects.requireNonNull(calibration, "γ has a unit").fault(gamma);
        if (!fault.isEmpty()) {
            throw new ModelException("gamma is " + gamma + "; " + fault);
        }
        if (!(unknownThreshold >= -1 && unknownThreshold <= 1)) {
            throw new ModelException("unknownThreshold is " + unknownThreshold + "; it must be in [-1,1]");
        }
        if (topK < 1) {
            throw new ModelException("topK is " + topK + "; it must be at least 1");
        }
    }

    /** With γ in softmax scores, as published. */
    public ScoringOptions(float gamma, float unknownThreshold, int topK) {
        this(gamma, Calibration.SOFTMAX, unknownThreshold, topK);
    }
}
