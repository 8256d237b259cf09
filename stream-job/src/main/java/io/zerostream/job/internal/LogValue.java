package io.zerostream.job.internal;

/** Text from outside as the value of a {@code key=value} pair in the log: one line, and its end can be found. */
public final class LogValue {
    private LogValue() {}

    /** The text between quotes; quotes, backslashes and line breaks in it are escaped as in JSON. */
    public static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
