package io.zerostream.model.matching;

/** Where γ, the penalty of seen classes, is subtracted. */
public enum Calibration {
    /**
     * From the softmax scores, as the publications do. What a γ means depends on how many classes the set has: it is right
     * for the set that it was chosen on, and for no other.
     */
    SOFTMAX,
    /**
     * From the logits, before the softmax. Which of two classes wins does not depend on what other classes the set has.
     */
    LOGITS;

    /** The unit of γ, for people: what stands behind the number. */
    public String unit() {
        return this == SOFTMAX ? "of softmax scores" : "of logits";
    }

    /**
     * Checks a γ.
     *
     * @return what is wrong with it as the end of a sentence about it, or an empty text
     */
    public String fault(float gamma) {
        if (this == SOFTMAX) {
            return gamma >= 0 && gamma <= 1 ? "" : "it must be in [0,1], for it is subtracted from softmax scores";
        }
        return gamma >= 0 && gamma <= Float.MAX_VALUE ? "" : "it must be a finite number of at least 0";
    }
}
