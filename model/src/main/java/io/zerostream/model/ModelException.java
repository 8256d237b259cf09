package io.zerostream.model;

/** What this module refuses: damaged checkpoints, vectors that do not fit their space, configurations that contradict themselves. */
public class ModelException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, where, what to do */
    public ModelException(String message) {
        super(message);
    }

    /**
     * @param message what was wrong, where, what to do
     * @param cause what was caught
     */
    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
