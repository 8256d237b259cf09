package io.zerostream.job.internal;

import io.zerostream.schemas.SafeText;

/** Text from outside as the value of a {@code key=value} pair in the log: one line, and its end can be found. */
public final class LogValue {
    private static final int LONGEST = 4000;

    private LogValue() {}

    /**
     * The text between quotes. Quotes, backslashes, line breaks and whatever else a reader cannot see are escaped as in
     * JSON; what is longer than some thousand characters is cut.
     */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(Math.min(text.length(), LONGEST) + 2).append('"');
        for (int i = 0; i < text.length() && i < LONGEST; ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').appendCodePoint(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                default -> append(quoted, c);
            }
        }
        return quoted.append(text.length() > LONGEST ? "...\"" : "\"").toString();
    }

    private static void append(StringBuilder quoted, int codePoint) {
        if (SafeText.seen(codePoint)) {
            quoted.appendCodePoint(codePoint);
        } else {
            for (char unit : Character.toChars(codePoint)) {
                quoted.append("\\u%04x".formatted((int) unit));
            }
        }
    }
}
