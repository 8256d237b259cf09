package io.zerostream.model.checkpoint.pytorch.internal.pickle;

import io.zerostream.model.ModelException;

/** Texts of pickle protocol 0, whose special characters are written with a backslash. */
final class EscapedText {
    private EscapedText() {}

    /** Between quotes, as Python prints a text. */
    static String python(String text) {
        return unescape(text, false);
    }

    /** Python's raw-unicode-escape: only u and U stand for something after a backslash. */
    static String rawUnicode(String text) {
        return unescape(text, true);
    }

    private static String unescape(String text, boolean unicodeOnly) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\' || i == text.length()) {
                out.append(c);
                continue;
            }
            char kind = text.charAt(i++);
            int digits = digits(kind);
            if (digits > 0 && !(unicodeOnly && kind == 'x')) {
                out.appendCodePoint(code(text, i, digits));
                i += digits;
            } else if (unicodeOnly) {
                out.append('\\').append(kind);
            } else {
                out.append(simple(kind));
            }
        }
        return out.toString();
    }

    private static int digits(char kind) {
        return switch (kind) {
            case 'x' -> 2;
            case 'u' -> 4;
            case 'U' -> 8;
            default -> 0;
        };
    }

    private static int code(String text, int from, int digits) {
        try {
            int code = Integer.parseUnsignedInt(text, from, Math.min(text.length(), from + digits), 16);
            if (from + digits <= text.length() && Character.isValidCodePoint(code)) {
                return code;
            }
        } catch (NumberFormatException e) {
            throw new ModelException("a text of the pickle has a broken escape", e);
        }
        throw new ModelException("a text of the pickle has a broken escape");
    }

    private static char simple(char kind) {
        return switch (kind) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case '0' -> '\0';
            case '\\', '\'', '"' -> kind;
            default -> throw new ModelException("a text of the pickle has the unknown escape \\" + kind);
        };
    }
}
