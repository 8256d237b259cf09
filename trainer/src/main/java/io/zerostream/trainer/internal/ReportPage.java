package io.zerostream.trainer.internal;

import static io.zerostream.trainer.internal.HtmlPage.format;

import io.zerostream.trainer.TrainingReport;
import io.zerostream.trainer.evaluation.Accuracy;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.loop.LoopReport;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report as one HTML page that needs nothing but itself. */
public final class ReportPage {
    private final HtmlPage page;

    private ReportPage(String name) {
        page = new HtmlPage("Training report: " + name);
    }

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
                        "Chosen there: step %d, γ %s, unknown below cosine %.3f (keeps %.1f %% of validation views,"
                                + " rejects %.1f %% of pictures without a flag).",
                        chosen.step(),
                        chosen.penalty(),
                        chosen.unknown().threshold(),
                        100 * chosen.unknown().knownKept(),
                        100 * chosen.unknown().othersRejected()),
                report.effort(),
                "",
                report.losses(),
                report.trials(),
                report.confusions());
        return new ReportPage(content.name()).write(content, test, names);
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
                        "Chosen there: step %d, γ %s, unknown below cosine %.3f (keeps %.1f %% of validation pictures).",
                        chosen.step(),
                        chosen.penalty(),
                        chosen.unknown().threshold(),
                        100 * chosen.unknown().knownKept()),
                report.effort(),
                format(" Largest resident memory: %,d MiB.", report.peakMemory() >> 20),
                report.losses(),
                report.trials(),
                report.confusions());
        return new ReportPage(content.name()).write(content, test, names);
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
        page.paragraph(report.protocol());
        if (report.test() != null) {
            page.heading("Test");
            figures(report.test());
        }
        page.heading("Validation");
        figures(report.chosen().validation());
        page.paragraph(report.choice());
        TrainingReport.Effort effort = report.effort();
        page.heading("Effort")
                .paragraph(format(
                                "%,d weights, %,d steps, %,d views in %.0f s (%.0f views/s; %.0f s of processor time, %d"
                                        + " cores).",
                                effort.parameters(),
                                effort.steps(),
                                effort.views(),
                                effort.trainSeconds(),
                                effort.viewsPerSecond(),
                                effort.cpuSeconds(),
                                effort.cores())
                        + report.memory());
        page.heading("Curves")
                .image("loss by step", Charts.losses(report.losses()))
                .image("validation by step", Charts.trials(report.trials()));
        if (test != null) {
            page.image("U, S and H by gamma on the test classes", Charts.gammas(test.curve(), test.penalty()))
                    .heading("Confusion")
                    .table(Confusion.HEADS, Confusion.rows(report.confusions()))
                    .image("confusion matrix", Charts.confusion(test.confusion(), names));
        }
        return page.heading("Configuration").preformatted(report.config()).end();
    }

    private void figures(TrainingReport.Figures figures) {
        page.table(
                        List.of("figure", "%", "± (95 %, over classes)", "chance %"),
                        List.of(
                                row("T1: new classes among themselves", figures.t1()),
                                row("U: new classes among all", figures.u()),
                                row("S: trained classes among all", figures.s()),
                                List.of(
                                        "H = 2US/(U+S)",
                                        format("%.1f", 100 * figures.h()),
                                        "",
                                        format("%.1f", 100 * figures.u().chance()))))
                .note(format(
                        "At γ = %s. The best γ for these very pictures would give H = %.1f %%.",
                        figures.penalty(), 100 * figures.bestH()));
    }

    private static List<String> row(String name, Accuracy accuracy) {
        return List.of(
                name,
                format("%.1f", 100 * accuracy.mean()),
                format("%.1f", 100 * accuracy.halfWidth()),
                format("%.1f", 100 * accuracy.chance()));
    }
}
