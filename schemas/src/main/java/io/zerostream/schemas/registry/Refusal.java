package io.zerostream.schemas.registry;

/**
 * Why a record of a registry changes nothing.
 *
 * @param reason the kind of fault, for counting
 * @param key the record's key, made printable and short
 * @param message what was wrong, where, what stays instead, what to do; printable and short
 */
public record Refusal(Reason reason, String key, String message) {

    /** Kinds of faults. */
    public enum Reason {
        /** Under a key that is none, or that is not the record's own. */
        UNREADABLE,
        /** A semantic space that cannot be, or that would change under classes. */
        SPACE,
        /** A prototype that cannot be, or does not fit its space. */
        PROTOTYPE,
        /** A class set that cannot be, or that comes late. */
        CLASS_SET,
        /** A removal of what others need. */
        REMOVAL,
        /** A model version that cannot be. */
        MODEL_VERSION,
        /** A deployment that cannot be, or that comes late. */
        DEPLOYMENT
    }
}
