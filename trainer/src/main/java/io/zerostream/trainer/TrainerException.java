package io.zerostream.trainer;

/** What goes wrong in the trainer; the message says what, where and what to do. */
public class TrainerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TrainerException(String message) {
        super(message);
    }

    public TrainerException(String message, Throwable cause) {
        super(message, cause);
    }
}
