package io.zerostream.schemas.change;

/** A change that does not fit what the registries have. Nothing was written. The message says why, and what to do. */
public final class ChangeRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message for people */
    public ChangeRefusedException(String message) {
        super(message);
    }
}
