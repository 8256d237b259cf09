package io.zerostream.platform.config;

/** The embedded platform could not start or serve. */
public class PlatformException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, where, what to do */
    public PlatformException(String message) {
        super(message);
    }

    /**
     * @param message what was wrong, where, what to do
     * @param cause what was caught
     */
    public PlatformException(String message, Throwable cause) {
        super(message, cause);
    }
}
