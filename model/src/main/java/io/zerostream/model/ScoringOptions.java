package io.zerostream.model;

/**
 * How scores become labels.
 *
 * @param gamma seen-class penalty in [0,1], subtracted from the softmax score of seen classes (calibrated stacking)
 * @param unknownThreshold least cosine to the best prototype for a label, in [-1,1]; -1 = always label
 * @param topK how many classes to list, at least 1
 */
public record ScoringOptions(float gamma, float unknownThreshold, int topK) {
    /** @throws ModelException naming the value that is out of range */
    public ScoringOptions {
        if (!(gamma >= 0 && gamma <= 1)) {
            throw new ModelException("gamma is " + gamma + "; it must be in [0,1]");
        }
        if (!(unknownThreshold >= -1 && unknownThreshold <= 1)) {
            throw new ModelException("unknownThreshold is " + unknownThreshold + "; it must be in [-1,1]");
        }
        if (topK < 1) {
            throw new ModelException("topK is " + topK + "; it must be at least 1");
        }
    }
}
