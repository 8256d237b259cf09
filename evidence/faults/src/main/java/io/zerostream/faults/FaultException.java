package io.zerostream.faults;

/** A run could not be made; says nothing about the job. */
public class FaultException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, where, what to do */
    public FaultException(String message) {
        super(message);
    }

    /**
     * @param message what was wrong, where, what to do
     * @param cause what was caught
     */
    public FaultException(String message, Throwable cause) {
        super(message, cause);
    }
}
