package io.zerostream.job.replay;

/** A replay that cannot be. The message says what was asked, what there is, what to do. */
public class ReplayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message for people */
    public ReplayException(String message) {
        super(message);
    }

    /**
     * @param message for people
     * @param cause what was caught
     */
    public ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
