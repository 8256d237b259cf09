package io.zerostream.gateway.internal.registry;

import java.util.Locale;

/** Why a request is refused: the code that answers carry, and the HTTP status that goes with it. */
public enum Refusal {
    BAD_REQUEST(400),
    BAD_JSON(400),
    BAD_NAME(400),
    BAD_VALUE(400),
    BAD_TABLE(400),
    UNKNOWN_ATTRIBUTE(400),
    WRONG_LENGTH(400),
    ZERO_VECTOR(400),
    EMPTY_PICTURE(400),
    UNDECODABLE_PICTURE(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    FORBIDDEN_ORIGIN(403),
    LOGIN_REFUSED(403),
    NOT_FOUND(404),
    UNKNOWN_SET(404),
    UNKNOWN_CLASS(404),
    UNKNOWN_CAMERA(404),
    MODEL_REMOVED(404),
    METHOD_NOT_ALLOWED(405),
    TOO_SLOW(408),
    CLASS_EXISTS(409),
    CAMERA_EXISTS(409),
    LAST_CLASS(409),
    SPACE_FIXED(409),
    REVISION_MOVED(409),
    DOES_NOT_FIT(409),
    REGISTRY_REPLACED(409),
    PICTURE_TOO_LARGE(413),
    BODY_TOO_LARGE(413),
    UNSUPPORTED_MEDIA(415),
    KEY_REUSED(422),
    MODEL_TOO_LARGE(422),
    MODEL_UNREADABLE(422),
    TOO_FAST(429),
    BUSY(503),
    KAFKA_AWAY(503),
    LOGIN_AWAY(503),
    LENS_OFF(501),
    NOT_LABELLED_YET(504),
    INTERNAL(500);

    private final int status;

    Refusal(int status) {
        this.status = status;
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** For example {@code unknown_attribute}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
