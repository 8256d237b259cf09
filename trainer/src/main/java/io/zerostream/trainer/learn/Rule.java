package io.zerostream.trainer.learn;

/** The update rules. */
public enum Rule {
    /** momentum 0.9, as published for ZeroMamba */
    SGD,
    /** as published for VSPCN: β 0.9 and 0.999, the decay added to the gradient */
    ADAM,
    /** β 0.9 and 0.99, the decay apart from the gradient and for matrices only */
    ADAMW
}
