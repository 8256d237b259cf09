package io.zerostream.gateway.internal.topic;

/** A record that can be read but that nothing of ours wrote; who follows its topic skips it. */
public final class ForeignRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is odd about it */
    public ForeignRecordException(String message) {
        super(message);
    }
}
