package io.zerostream.cameras.stream;

/** A stream that cannot be opened, was cut, or brings nothing that can be read; the message is for people. */
public final class StreamException extends Exception {
    private static final long serialVersionUID = 1;

    /** @param message what was wrong, without passwords */
    public StreamException(String message) {
        super(message);
    }
}
