package io.zerostream.schemas;

import java.util.Locale;

/**
 * Text from outside on its way to a log, a terminal or a notice. What a reader cannot see, what moves the cursor and what
 * turns the direction of writing is written out as {@code \}{@code u{HEX}}, and what is long is cut, so that one record
 * can neither forge a line nor fill a disk. The ranges are told here and not taken from the running JVM, whose Unicode
 * tables change with its release: two programs must agree on what a name may look like.
 */
public final class SafeText {
    /** Longest piece of foreign text in a message, UTF-16 units. */
    public static final int LONGEST = 200;

    /** First and last code point of each range that a reader cannot see, or that rules over its neighbours. */
    private static final int[][] UNSEEN = {
        {0x00, 0x1F}, // controls, line breaks, escape
        {0x7F, 0x9F},
        {0xAD, 0xAD}, // soft hyphen
        {0x034F, 0x034F}, // combining grapheme joiner
        {0x061C, 0x061C}, // direction marks
        {0x115F, 0x1160}, // Hangul fillers
        {0x17B4, 0x17B5},
        {0x180B, 0x180F},
        {0x200B, 0x200F}, // zero width, joiners, direction marks
        {0x2028, 0x202E}, // line and paragraph separators, direction
        {0x2060, 0x206F},
        {0x2800, 0x2800}, // empty braille pattern
        {0x3164, 0x3164},
        {0xD800, 0xDFFF}, // halves of a pair that stand alone
        {0xFE00, 0xFE0F}, // variation selectors
        {0xFEFF, 0xFEFF},
        {0xFFA0, 0xFFA0},
        {0xFFF0, 0xFFFB},
        {0xFFFE, 0xFFFF},
        {0x1BCA0, 0x1BCA3},
        {0x1D173, 0x1D17A},
        {0xE0000, 0xE0FFF} // tags, further variation selectors
    };

    private SafeText() {}

    /** Whether a reader sees the code point, a space included, and it leaves its neighbours alone. */
    public static boolean seen(int codePoint) {
        for (int[] range : UNSEEN) {
            if (codePoint < range[0]) {
                return true;
            }
            if (codePoint <= range[1]) {
                return false;
            }
        }
        return true;
    }

    /** The text in one line of at most {@link #LONGEST} units and what tells that more was there. */
    public static String of(String text) {
        return of(text, LONGEST);
    }

    /**
     * The text in one line.
     *
     * @param longest UTF-16 units of it that are kept
     */
    public static String of(String text, int longest) {
        int end = text.length() <= longest ? text.length() : longest;
        StringBuilder safe = new StringBuilder(end + 16);
        for (int i = 0; i < end; ) {
            int c = text.codePointAt(i);
            append(safe, c);
            i += Character.charCount(c);
        }
        return end == text.length()
                ? safe.toString()
                : safe.append("... (")
                        .append(text.length())
                        .append(" characters)")
                        .toString();
    }

    private static void append(StringBuilder safe, int codePoint) {
        if (seen(codePoint)) {
            safe.appendCodePoint(codePoint);
        } else {
            safe.append("\\u{")
                    .append(Integer.toHexString(codePoint).toUpperCase(Locale.ROOT))
                    .append('}');
        }
    }
}
