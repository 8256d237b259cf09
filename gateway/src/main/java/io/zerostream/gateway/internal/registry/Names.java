package io.zerostream.gateway.internal.registry;

import io.zerostream.schemas.registry.NameRule;
import io.zerostream.schemas.registry.RegistryLimits;
import org.jspecify.annotations.Nullable;

/** What names of classes, sets, sources and events may look like, and the texts beside them: see {@link NameRule}. */
public final class Names {
    private Names() {}

    /**
     * The name without surrounding space.
     *
     * @param what what is named, for messages
     * @throws RefusedException when it is missing, empty, too long or holds what cannot be seen
     */
    public static String checked(String what, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw refused(what + " is missing or empty", "give it at least one character");
        }
        String stripped = name.strip();
        if (stripped.equals(".") || stripped.equals("..")) {
            throw refused(what + " is '" + stripped + "', which cannot stand in an address", "use another one");
        }
        String fault = NameRule.fault(stripped);
        if (fault != null) {
            throw refused(
                    what + " " + fault, "use up to " + RegistryLimits.NAME_CHARS + " characters that can be seen");
        }
        return stripped;
    }

    /** Who asks; empty when nobody says so. @throws RefusedException as {@link #checked} */
    public static String author(@Nullable String author) {
        return author == null || author.isBlank() ? "" : checked("the author", author);
    }

    /**
     * Free text beside a class; may have several lines.
     *
     * @throws RefusedException when it is too long or holds what cannot be seen
     */
    static String note(@Nullable String note) {
        if (note == null) {
            return "";
        }
        if (note.length() > RegistryLimits.NOTE_CHARS) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "the note has " + note.length() + " characters; the limit is " + RegistryLimits.NOTE_CHARS,
                    "use a shorter one");
        }
        note.codePoints()
                .filter(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')
                .findFirst()
                .ifPresent(c -> {
                    throw new RefusedException(
                            Refusal.BAD_VALUE,
                            "the note holds the control character U+%04X".formatted(c),
                            "leave control characters out");
                });
        return note;
    }

    private static RefusedException refused(String message, String hint) {
        return new RefusedException(Refusal.BAD_NAME, message, hint);
    }
}
