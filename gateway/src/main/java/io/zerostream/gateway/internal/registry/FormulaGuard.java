package io.zerostream.gateway.internal.registry;

import java.util.regex.Pattern;

/**
 * Texts of tables that a spreadsheet would take for formulas: with an apostrophe before them it takes them for texts, as
 * OWASP recommends (CSV injection). The apostrophe of a guarded text can be told from one that somebody wrote, so that every
 * text comes back as it was.
 */
final class FormulaGuard {
    private static final char GUARD = '\'';

    /** What formulas begin with, in full width too, and what spreadsheets skip before one; behind any apostrophes. */
    private static final Pattern FORMULA =
            Pattern.compile("'*[=+\\-@\\t\\r\\n\uFF1D\uFF0B\uFF0D\uFF20].*", Pattern.DOTALL);

    private FormulaGuard() {}

    /** The text as it may stand in a table. */
    static String with(String text) {
        return FORMULA.matcher(text).matches() ? GUARD + text : text;
    }

    /** The text that {@link #with} made this of; of what it makes of no text, that itself. */
    static String without(String cell) {
        return !cell.isEmpty()
                        && cell.charAt(0) == GUARD
                        && FORMULA.matcher(cell).matches()
                ? cell.substring(1)
                : cell;
    }
}
