package io.zerostream.trainer.evaluation.report;

import java.util.List;
import java.util.Locale;

/** Builds an HTML page that needs nothing but itself. */
public final class HtmlPage {
    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;"
            + "padding:0 1em;color:#1a202c}table{border-collapse:collapse}td,th{padding:.3em .9em;border-bottom:1px"
            + " solid #cbd5e0;text-align:right}td:first-child,th:first-child{text-align:left}img{max-width:100%}"
            + "pre{background:#edf2f7;padding:1em;overflow:auto;font-size:13px}.note{color:#4a5568}";

    private final StringBuilder page = new StringBuilder();

    /** @param title plain text */
    public HtmlPage(String title) {
        page.append("<!doctype html><html lang=en><meta charset=utf-8><title>")
                .append(escape(title))
                .append("</title><style>")
                .append(STYLE)
                .append("</style><h1>")
                .append(escape(title))
                .append("</h1>");
    }

    /** @param text plain */
    public HtmlPage heading(String text) {
        page.append("<h2>").append(escape(text)).append("</h2>");
        return this;
    }

    /** @param text plain */
    public HtmlPage paragraph(String text) {
        page.append("<p>").append(escape(text)).append("</p>");
        return this;
    }

    /** A remark in a paler colour; plain text. */
    public HtmlPage note(String text) {
        page.append("<p class=note>").append(escape(text)).append("</p>");
        return this;
    }

    /** @param text plain, kept as it is */
    public HtmlPage preformatted(String text) {
        page.append("<pre>").append(escape(text)).append("</pre>");
        return this;
    }

    /** @param rows plain texts, as many in each as there are heads */
    public HtmlPage table(List<String> heads, List<List<String>> rows) {
        page.append("<table>");
        row("th", heads);
        rows.forEach(row -> row("td", row));
        page.append("</table>");
        return this;
    }

    private void row(String cell, List<String> values) {
        page.append("<tr>");
        values.forEach(v -> page.append('<').append(cell).append('>').append(escape(v)));
        page.append("</tr>");
    }

    /**
     * An image.
     *
     * @param what it shows, for those who cannot see it
     * @param uri of its data
     */
    public HtmlPage image(String what, String uri) {
        page.append("<p>");
        inline(what, uri);
        page.append("</p>");
        return this;
    }

    /** Images in one line, under a caption. */
    public HtmlPage images(String caption, List<String> uris) {
        page.append("<p>").append(escape(caption)).append("<br>");
        uris.forEach(uri -> inline(caption, uri));
        page.append("</p>");
        return this;
    }

    private void inline(String what, String uri) {
        page.append("<img alt=\"")
                .append(escape(what).replace("\"", "&quot;"))
                .append("\" src=\"")
                .append(uri)
                .append("\"> ");
    }

    /** The page. */
    public String end() {
        return page + "</html>\n";
    }

    /** Numbers as everywhere in reports, whatever the machine's language. */
    public static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
