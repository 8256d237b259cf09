package io.zerostream.trainer.internal;

import io.zerostream.trainer.TrainingReport;
import io.zerostream.trainer.evaluation.Accuracy;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.loop.LoopReport;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A report as one HTML page that needs nothing but itself. */
public final class ReportPage {
    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;"
            + "padding:0 1em;color:#1a202c}table{border-collapse:collapse}td,th{padding:.3em .9em;border-bottom:1px"
            + " solid #cbd5e0;text-align:right}td:first-child,th:first-child{text-align:left}img{max-width:100%}"
            + "pre{background:#edf2f7;padding:1em;overflow:auto;font-size:13px}.note{color:#4a5568}";

    private final StringBuilder page = new StringBuilder();

    private ReportPage() {}

    /**
     * Writes the page.
     *
     * @param test the evaluation behind the report's figures; null when there was none
     * @param names of all classes, in the order of the confusion matrix
     */
    public static String of(TrainingReport report, @Nullable Evaluation test, List<String> names) {
        TrainingReport.Chosen chosen = report.chosen();
        Content content = new Content(
                report.config().name(),
                report.config().toJson(),
                report.protocol(),
                report.test(),
                chosen,
                format(
                        "Chosen there: step %d, γ %.4f, unknown below cosine %.3f (keeps %.1f %% of validation views,"
                                + " rejects %.1f %% of pictures without a flag).",
                        chosen.step(),
                        chosen.gamma(),
                        chosen.unknown().threshold(),
                        100 * chosen.unknown().knownKept(),
                        100 * chosen.unknown().othersRejected()),
                report.effort(),
                "",
                report.losses(),
                report.trials(),
                report.confusions());
        return new ReportPage().write(content, test, names);
    }

    /** As {@link #of(TrainingReport, Evaluation, List)}, for a run on a data set. */
    public static String of(LoopReport report, @Nullable Evaluation test, List<String> names) {
        TrainingReport.Chosen chosen = report.chosen();
        Content content = new Content(
                report.config().name(),
                report.config().toJson(),
                report.protocol(),
                report.test(),
                chosen,
                format(
                        "Chosen there: step %d, γ %.4f, unknown below cosine %.3f (keeps %.1f %% of validation pictures).",
                        chosen.step(),
                        chosen.gamma(),
                        chosen.unknown().threshold(),
                        100 * chosen.unknown().knownKept()),
                report.effort(),
                format(" Largest resident memory: %,d MiB.", report.peakMemory() >> 20),
                report.losses(),
                report.trials(),
                report.confusions());
        return new ReportPage().write(content, test, names);
    }

    /** What the page shows. */
    private record Content(
            String name,
            String config,
            String protocol,
            TrainingReport.@Nullable Figures test,
            TrainingReport.Chosen chosen,
            String choice,
            TrainingReport.Effort effort,
            String memory,
            List<TrainingReport.LossPoint> losses,
            List<TrainingReport.Trial> trials,
            List<Confusion> confusions) {}

    private String write(Content report, @Nullable Evaluation test, List<String> names) {
        String title = "Training report: " + escape(report.name());
        page.append("<!doctype html><html lang=en><meta charset=utf-8><title>").append(title);
        page.append("</title><style>")
                .append(STYLE)
                .append("</style><h1>")
                .append(title)
                .append("</h1>");
        paragraph(escape(report.protocol()));
        if (report.test() != null) {
            page.append("<h2>Test</h2>");
            figures(report.test());
        }
        page.append("<h2>Validation</h2>");
        figures(report.chosen().validation());
        paragraph(report.choice());
        TrainingReport.Effort effort = report.effort();
        page.append("<h2>Effort</h2>");
        paragraph(format(
                        "%,d weights, %,d steps, %,d views in %.0f s (%.0f views/s; %.0f s of processor time, %d cores).",
                        effort.parameters(),
                        effort.steps(),
                        effort.views(),
                        effort.trainSeconds(),
                        effort.viewsPerSecond(),
                        effort.cpuSeconds(),
                        effort.cores())
                + report.memory());
        page.append("<h2>Curves</h2>");
        image("loss by step", Charts.losses(report.losses()));
        image("validation by step", Charts.trials(report.trials()));
        if (test != null) {
            image("U, S and H by gamma on the test classes", Charts.gammas(test.curve(), test.gamma()));
            page.append("<h2>Confusion</h2>");
            confusions(report.confusions());
            image("confusion matrix", Charts.confusion(test.confusion(), names));
        }
        page.append("<h2>Configuration</h2><pre>");
        page.append(escape(report.config())).append("</pre></html>\n");
        return page.toString();
    }

    private void figures(TrainingReport.Figures figures) {
        page.append("<table><tr><th>figure<th>%<th>± (95 %)<th>chance %</tr>");
        row("T1: new classes among themselves", figures.t1());
        row("U: new classes among all", figures.u());
        row("S: trained classes among all", figures.s());
        page.append(format(
                "<tr><td>H = 2US/(U+S)<td>%.1f<td><td>%.1f</tr></table>",
                100 * figures.h(), 100 * figures.u().chance()));
        page.append(format(
                "<p class=note>At γ = %.4f. The best γ for these very pictures would give H = %.1f %%.</p>",
                figures.gamma(), 100 * figures.bestH()));
    }

    private void row(String name, Accuracy accuracy) {
        page.append(format(
                "<tr><td>%s<td>%.1f<td>%.1f<td>%.1f</tr>",
                name, 100 * accuracy.mean(), 100 * accuracy.halfWidth(), 100 * accuracy.chance()));
    }

    private void confusions(List<Confusion> confusions) {
        page.append("<table><tr><th>class<th>taken for<th>pictures</tr>");
        for (Confusion c : confusions) {
            page.append(format("<tr><td>%s<td>%s<td>%d</tr>", escape(c.truth()), escape(c.found()), c.pictures()));
        }
        page.append("</table>");
    }

    private void image(String what, String uri) {
        page.append("<p><img alt=\"")
                .append(what)
                .append("\" src=\"")
                .append(uri)
                .append("\"></p>");
    }

    private void paragraph(String text) {
        page.append("<p>").append(text).append("</p>");
    }

    private static String format(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
