package io.zerostream.cli.client;

/** Something the user can mend. Its message is printed alone, without a stack trace; it says what to do. */
public class UserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what was wrong, where, what to do */
    public UserException(String message) {
        super(message);
    }

    /**
     * @param message what was wrong, where, what to do
     * @param cause what was caught; goes to the log
     */
    public UserException(String message, Throwable cause) {
        super(message, cause);
    }
}
