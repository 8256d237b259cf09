package io.zerostream.job.internal.fetch;

import io.zerostream.job.internal.Rejection;
import io.zerostream.schemas.avro.DeadLetterReason;

/** An address that is not fetched, or did not answer with a picture. */
final class UriRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;
    private final boolean unanswered;

    private UriRejectedException(boolean refused, boolean unanswered, String message) {
        super(message);
        this.refused = refused;
        this.unanswered = unanswered;
    }

    /** The job will not ask there. */
    static UriRejectedException refused(String message) {
        return new UriRejectedException(true, false, message);
    }

    /** The job asked and was told that there is no such picture. */
    static UriRejectedException failed(String message) {
        return new UriRejectedException(false, false, message);
    }

    /** The job asked in vain: it is that server which fails, not this picture. */
    static UriRejectedException unanswered(String message) {
        return new UriRejectedException(false, true, message);
    }

    /** Whether the server is to blame. */
    boolean isUnanswered() {
        return unanswered;
    }

    Rejection rejection() {
        return new Rejection(
                refused ? DeadLetterReason.URI_REFUSED : DeadLetterReason.URI_FAILED, String.valueOf(getMessage()));
    }
}
