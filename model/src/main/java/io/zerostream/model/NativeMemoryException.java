package io.zerostream.model;

/** The process has no native memory left for what was asked: with more of it, or later, the same may work. */
public final class NativeMemoryException extends ModelException {
    private static final long serialVersionUID = 1L;

    /** @param message what there is no memory for, what to do */
    public NativeMemoryException(String message) {
        super(message);
    }
}
