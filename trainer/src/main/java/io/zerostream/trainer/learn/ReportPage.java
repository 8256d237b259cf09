package io.zerostream.trainer.learn;

import static io.zerostream.trainer.evaluation.report.HtmlPage.format;

import io.zerostream.trainer.evaluation.Accuracy;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.evaluation.LossPoint;
import io.zerostream.trainer.evaluation.Trial;
import io.zerostream.trainer.evaluation.report.Charts;
import io.zerostream.trainer.evaluation.report.HtmlPage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A report as one HTML page that needs nothing but itself. */
public final class ReportPage {
    private final HtmlPage page;

    private ReportPage(String name) {
        page = new HtmlPage("Training report: " + name);
    }

    /**
     * What a report shows.
     *
     * @param name of the model
     * @param config as JSON
     * @param protocol what was done, for people
     * @param test figures on the classes never trained on; null when they were left alone
     * @param chosen what the validation classes decided
     * @param choice the same as a sentence
     * @param effort what the run cost
     * @param memory what it took, as a sentence; may be empty
     * @param losses means over the steps between two points
     * @param trials evaluations on the validation classes
     * @param confusions the most frequent mistakes of the test
     */
    public record Content(
            String name,
            String config,
            String protocol,
            @Nullable Figures test,
            Chosen chosen,
            String choice,
            Effort effort,
            String memory,
            List<LossPoint> losses,
            List<Trial> trials,
            List<Confusion> confusions) {}

    /**
     * Writes the page.
     *
     * @param test the evaluation behind the report's figures; null when there was none
     * @param names of all classes, in the order of the confusion matrix
     */
    public static String of(Content content, @Nullable Evaluation test, List<String> names) {
        return new ReportPage(content.name()).write(content, test, names);
    }

    private String write(Content report, @Nullable Evaluation test, List<String> names) {
        page.paragraph(report.protocol());
        if (report.test() != null) {
            page.heading("Test");
            figures(report.test());
        }
        page.heading("Validation");
        figures(report.chosen().validation());
        page.paragraph(report.choice());
        Effort effort = report.effort();
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

    private void figures(Figures figures) {
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
