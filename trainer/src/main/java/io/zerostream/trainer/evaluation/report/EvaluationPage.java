package io.zerostream.trainer.evaluation.report;

import static io.zerostream.trainer.evaluation.report.HtmlPage.format;

import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.GzslFigures;
import io.zerostream.trainer.evaluation.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An evaluation as one HTML page that needs nothing but itself. */
public final class EvaluationPage {
    private EvaluationPage() {}

    /**
     * The page: figures of all runs, and everything else of the first.
     *
     * @param runs of one data set and one protocol, at least one
     */
    public static String of(List<Evaluated> runs) {
        Evaluated first = runs.get(0);
        EvaluationReport report = first.report();
        GzslFigures figures = report.figures();
        HtmlPage page = new HtmlPage("Evaluation: " + report.model().name() + " on " + report.dataSet());
        page.paragraph(format(
                        "%s. %s. γ = %s.", report.counts(), figures.protocol().description(), figures.penalty()))
                .heading("Figures");
        figures(page, figures);
        if (runs.size() > 1) {
            page.heading("Runs");
            runs(page, runs);
            page.note("What follows is of " + report.model().version() + ".");
        }
        page.image("U, S and H by γ", Charts.gammas(figures.curve(), figures.penalty()))
                .heading("Semantic vectors");
        Optional<VectorMap> map = VectorMap.of(first.vectors());
        map.ifPresentOrElse(
                m -> page.image("map of the semantic vectors", Charts.map(m.points(), m.classes(), first.classNames()))
                        .note("Neighbours are near each other; larger distances and the axes mean nothing."),
                () -> page.paragraph("There are too few test pictures for a map."));
        if (!first.looks().isEmpty()) {
            page.heading("Where the model looks")
                    .note(
                            "The picture, then in red where attention goes for the strongest attributes of its class. This"
                                    + " page shows pictures of the data set: mind its terms before you pass it on.");
            first.looks().forEach(look -> page.images(look.caption(), look.images()));
        }
        page.heading("Confusion")
                .table(Confusion.HEADS, Confusion.rows(report.confusions()))
                .image("confusion matrix", Charts.confusion(figures.confusion(), first.classNames()))
                .heading("Attributes")
                .note(
                        "Over test pictures of unseen classes. Chance is the share of pictures whose class has more of the"
                                + " attribute than the mean class: the average precision of a random ranking.")
                .table(List.of("attribute", "correlation", "average precision %", "chance %"), attributes(report));
        return page.end();
    }

    private static void figures(HtmlPage page, GzslFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        figures.byName().forEach((name, f) -> {
            if (f.value() == null) {
                rows.add(List.of(name, "–", String.valueOf(f.absent()), ""));
            } else {
                rows.add(List.of(
                        name, percent(f.value()), percent(f.low()) + " to " + percent(f.high()), percent(f.chance())));
            }
        });
        page.table(List.of("figure", "%", "95 % over pictures", "chance %"), rows);
    }

    private static void runs(HtmlPage page, List<Evaluated> runs) {
        List<String> heads = new ArrayList<>(List.of("model"));
        var spreads = Spread.of(runs.stream().map(r -> r.report().figures()).toList());
        heads.addAll(spreads.keySet());
        List<List<String>> rows = new ArrayList<>();
        for (Evaluated run : runs) {
            List<String> row = new ArrayList<>(List.of(
                    run.report().model().name() + " " + run.report().model().version() + ", seed "
                            + run.report().model().seed()));
            spreads.keySet()
                    .forEach(name -> row.add(percent(Objects.requireNonNull(
                                    run.report().figures().byName().get(name))
                            .value())));
            rows.add(row);
        }
        List<String> last = new ArrayList<>(List.of("mean ± standard deviation"));
        spreads.values().forEach(s -> last.add(format("%.1f ± %.1f", 100 * s.mean(), 100 * s.deviation())));
        rows.add(last);
        page.table(heads, rows);
    }

    /** Best told first. */
    private static List<List<String>> attributes(EvaluationReport report) {
        return report.attributes().stream()
                .sorted(Comparator.comparingDouble(a -> a.correlation() == null ? 2 : -a.correlation()))
                .map(a -> List.of(
                        a.attribute(),
                        a.correlation() == null ? "–" : format("%.2f", a.correlation()),
                        percent(a.averagePrecision()),
                        percent(a.share())))
                .toList();
    }

    private static String percent(@Nullable Double fraction) {
        return fraction == null ? "–" : format("%.1f", 100 * fraction);
    }
}
