package io.zerostream.trainer.data;

import io.zerostream.schemas.SafeText;

/**
 * Something missing or odd in a data set.
 *
 * @param severity whether the set can be used all the same
 * @param kind what it is
 * @param where file, line, class or picture
 * @param message what was found and what to do
 */
public record Finding(Severity severity, Kind kind, String where, String message) {
    /** Of each part, UTF-16 units. */
    private static final int SHOWN = 1000;

    /** How bad it is. */
    public enum Severity {
        /** The set cannot be used, or figures on it would be wrong. */
        ERROR,
        /** The set can be used; a person should know. */
        WARNING
    }

    /** What there is to find. */
    public enum Kind {
        /** A file of the layout is not there, or not what it should be. */
        LAYOUT,
        /** A text is not UTF-8, or writes its numbers in another way than with a point. */
        NOTATION,
        /** A class has no attributes at all. */
        CLASS_WITHOUT_ATTRIBUTES,
        /** A class has more or fewer values than there are attributes. */
        ATTRIBUTE_COUNT,
        /** An attribute value is not a finite number, or marked as missing. */
        ATTRIBUTE_VALUE,
        /** All attribute values of a class, or all numbers of a word vector, are zero. */
        ZERO_VECTOR,
        /** Two classes have the same attributes: nothing can tell them apart. */
        SAME_ATTRIBUTES,
        /** A class or picture is there twice. */
        REPEATED,
        /** A label, class name or picture number that does not exist. */
        LABEL_OUT_OF_RANGE,
        /** A class has no pictures where some are expected. */
        CLASS_WITHOUT_PICTURES,
        /** A picture is in two lists, or in the list of the other kind of class. */
        SPLIT_OVERLAP,
        /** The same picture, byte for byte, stands in two lists. */
        DUPLICATE_ACROSS_SPLITS,
        /** The same picture, byte for byte, stands twice in a list. */
        DUPLICATE,
        /** A picture is listed but absent. */
        PICTURE_ABSENT,
        /** A picture cannot be decoded. */
        PICTURE_UNREADABLE
    }

    /** One line for people, whatever the names in a data set hold. */
    @Override
    public String toString() {
        return severity + " " + kind + " " + SafeText.of(where, SHOWN) + ": " + SafeText.of(message, SHOWN);
    }
}
