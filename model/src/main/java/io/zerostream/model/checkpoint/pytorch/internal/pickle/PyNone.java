package io.zerostream.model.checkpoint.pytorch.internal.pickle;

/** Python's None. */
public enum PyNone {
    /** The only one. */
    NONE
}
