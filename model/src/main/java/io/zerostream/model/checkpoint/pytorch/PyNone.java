package io.zerostream.model.checkpoint.pytorch;

/** Python's None. */
enum PyNone {
    NONE
}
