package io.zerostream.job.internal.decode;

import io.zerostream.job.internal.Rejection;
import io.zerostream.schemas.avro.DeadLetterReason;

/** An address that is not fetched, or did not answer with a picture. */
final class UriRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    private UriRejectedException(boolean refused, String message) {
        super(message);
        this.refused = refused;
    }

    /** The job will not ask there. */
    static UriRejectedException refused(String message) {
        return new UriRejectedException(true, message);
    }

    /** The job asked, in vain. */
    static UriRejectedException failed(String message) {
        return new UriRejectedException(false, message);
    }

    Rejection rejection() {
        return new Rejection(
                refused ? DeadLetterReason.URI_REFUSED : DeadLetterReason.URI_FAILED, String.valueOf(getMessage()));
    }
}
