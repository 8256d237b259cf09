package io.zerostream.conformance.result;

/** What cannot be compared: files that are missing, damaged, or not laid out as they should be. */
public class ConformanceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, where, what to do */
    public ConformanceException(String message) {
        super(message);
    }

    /**
     * @param message what was wrong, where, what to do
     * @param cause what was caught
     */
    public ConformanceException(String message, Throwable cause) {
        super(message, cause);
    }
}
