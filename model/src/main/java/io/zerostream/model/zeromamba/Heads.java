package io.zerostream.model.zeromamba;

/** Which of ZeroMamba's parts behind the backbone there are; all but FULL are for ablations. */
public enum Heads {
    /** GRL, SLP and SeF. */
    FULL,
    /** The global vector alone. */
    WITHOUT_LOCAL,
    /** The local vector alone, at unit length. */
    WITHOUT_GLOBAL,
    /** The global vector and SLP's raw scores, added. */
    WITHOUT_FUSION;

    boolean local() {
        return this != WITHOUT_LOCAL;
    }

    boolean global() {
        return this != WITHOUT_GLOBAL;
    }

    boolean fusion() {
        return this == FULL || this == WITHOUT_GLOBAL;
    }
}
