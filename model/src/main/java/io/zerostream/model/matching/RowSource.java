package io.zerostream.model.matching;

/** Gives rows by number. */
interface RowSource {
    /** Row {@code i} (a); not kept. */
    float[] row(int i);
}
