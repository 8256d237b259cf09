package io.zerostream.gateway.internal.registry;

import org.jspecify.annotations.Nullable;

/** What names of classes, sets, sources and events may look like: any text a person can read. */
public final class Names {
    /** Longest name, characters. */
    public static final int LONGEST = 200;

    private Names() {}

    /**
     * The name without surrounding space.
     *
     * @param what what is named, for messages
     * @throws RefusedException when it is missing, empty, too long or holds control characters
     */
    public static String checked(String what, @Nullable String name) {
        if (name == null || name.isBlank()) {
            throw refused(what + " is missing or empty", "give it at least one character");
        }
        String stripped = name.strip();
        if (stripped.length() > LONGEST) {
            throw refused(
                    what + " has " + stripped.length() + " characters; the limit is " + LONGEST, "use a shorter one");
        }
        if (stripped.equals(".") || stripped.equals("..")) {
            throw refused(what + " is '" + stripped + "', which cannot stand in an address", "use another one");
        }
        stripped.codePoints().filter(Names::unreadable).findFirst().ifPresent(c -> {
            throw refused(
                    what + " holds the character U+%04X, which cannot be shown".formatted(c),
                    "leave control characters out");
        });
        return stripped;
    }

    private static boolean unreadable(int codePoint) {
        return Character.isISOControl(codePoint)
                || Character.getType(codePoint) == Character.SURROGATE
                || Character.getType(codePoint) == Character.LINE_SEPARATOR
                || Character.getType(codePoint) == Character.PARAGRAPH_SEPARATOR;
    }

    private static RefusedException refused(String message, String hint) {
        return new RefusedException(Refusal.BAD_NAME, message, hint);
    }
}
