package io.zerostream.model.image;

/** A picture that cannot be used. The message is for people; the reason is for counting. */
public class ImageRejectedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** No bytes at all. */
        EMPTY,
        /** More encoded bytes than the limit. */
        TOO_MANY_BYTES,
        /** Neither JPEG, PNG, GIF, BMP nor WebP by its first bytes. */
        UNSUPPORTED_FORMAT,
        /** The header announces more pixels than the limit. */
        TOO_MANY_PIXELS,
        /** Decoding would take more memory than there is for it, by an estimate from the header. */
        TOO_MUCH_MEMORY,
        /** Decoding would take, or took, more work than a picture is worth. */
        TOO_MUCH_WORK,
        /** Truncated, damaged, or a variant that the decoder does not know. */
        UNDECODABLE
    }

    private final Reason reason;

    /**
     * @param reason why
     * @param message what was found
     */
    public ImageRejectedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * @param reason why
     * @param message what was found
     * @param cause what the decoder said
     */
    public ImageRejectedException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
