package io.zerostream.model.matching;

import io.zerostream.model.ModelException;
import java.util.Objects;

/**
 * How scores become labels.
 *
 * @param penalty what is taken off seen classes
 * @param unknownThreshold least cosine to the best prototype for a label, in [-1,1]; -1 = always label
 * @param topK how many classes to list, at least 1
 */
public record ScoringOptions(SeenPenalty penalty, float unknownThreshold, int topK) {
    /** @throws ModelException naming the value that is out of range */
    public ScoringOptions {
        Objects.requireNonNull(penalty);
        if (!(unknownThreshold >= -1 && unknownThreshold <= 1)) {
            throw new ModelException("unknownThreshold is " + unknownThreshold + "; it must be in [-1,1]");
        }
        if (topK < 1) {
            throw new ModelException("topK is " + topK + "; it must be at least 1");
        }
    }

    /** With γ in softmax scores, as published. */
    public ScoringOptions(float gamma, float unknownThreshold, int topK) {
        this(new SeenPenalty(gamma, Calibration.SOFTMAX), unknownThreshold, topK);
    }
}
