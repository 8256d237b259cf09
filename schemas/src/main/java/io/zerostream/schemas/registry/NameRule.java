package io.zerostream.schemas.registry;

import io.zerostream.schemas.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * What a name in a registry may look like: text that a person can read and tell from every other. Any script; no
 * controls, nothing invisible, nothing that turns the direction of writing. Joiners and variation selectors stand where
 * scripts and emoji need them: inside a name, behind a character that is not of the Latin, Greek or Cyrillic alphabet.
 */
public final class NameRule {
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int TEXT_STYLE = 0xFE0E;
    private static final int EMOJI_STYLE = 0xFE0F;
    /** Hebrew begins here; what is below gets along without joiners. */
    private static final int FIRST_JOINED = 0x0590;

    private NameRule() {}

    /**
     * What is wrong with a name, as the end of a sentence that begins with what it names.
     *
     * @return null = nothing
     */
    public static @Nullable String fault(String name) {
        // also spaces that do not break a line
        if (name.codePoints().allMatch(c -> Character.isWhitespace(c) || Character.isSpaceChar(c))) {
            return "is empty; give it at least one character";
        }
        if (name.length() > RegistryLimits.NAME_CHARS) {
            return "has " + name.length() + " characters; the limit is " + RegistryLimits.NAME_CHARS;
        }
        int before = -1;
        for (int i = 0; i < name.length(); ) {
            int c = name.codePointAt(i);
            i += Character.charCount(c);
            if (!SafeText.seen(c) && !joins(before, c, i == name.length())) {
                return "holds the character U+%04X, which cannot be seen; leave it out".formatted(c);
            }
            before = c;
        }
        return null;
    }

    private static boolean joins(int before, int codePoint, boolean last) {
        return switch (codePoint) {
            case TEXT_STYLE, EMOJI_STYLE -> takesJoiners(before);
            case ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER -> !last && (before == EMOJI_STYLE || takesJoiners(before));
            default -> false;
        };
    }

    private static boolean takesJoiners(int codePoint) {
        return codePoint >= FIRST_JOINED && SafeText.seen(codePoint);
    }
}
