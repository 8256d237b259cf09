package io.zerostream.trainer.umzero;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.zerostream.model.matching.Calibration;
import io.zerostream.trainer.evaluation.Figure;
import io.zerostream.trainer.evaluation.GzslFigures;
import io.zerostream.trainer.internal.Jsons;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training of the hybrid did and how good its model is, beside a closed-form baseline on the same networks.
 *
 * @param settings with which it can be made again
 * @param createdAt when it ended
 * @param protocol how the figures came about, for a person
 * @param effort what it cost
 * @param closedFormWeight weight of the closed-form term in the model, chosen on the validation classes; 0 is none
 * @param closedFormWeights all that were tried, and what they gave there
 * @param validation figures on each fold of the validation classes, at the one γ chosen there
 * @param baselinePenalties of the baseline and of the closed-form term, which is the same, chosen there
 * @param baselineValidation the baseline's figures there, at a γ of its own
 * @param test the shipped model's figures on the test lists, or null when there are none
 * @param baselineTest the baseline's
 */
public record UmZeroReport(
        UmZeroSettings settings,
        Instant createdAt,
        String protocol,
        Effort effort,
        double closedFormWeight,
        List<TermChoice.Tried> closedFormWeights,
        List<Figures> validation,
        Baseline.Chosen baselinePenalties,
        List<Figures> baselineValidation,
        @Nullable Figures test,
        @Nullable Figures baselineTest) {

    /**
     * What the run cost, evaluation included.
     *
     * @param parameters numbers in the checkpoint
     * @param pictures trained on in the last stage
     * @param seconds wall time
     * @param cpuSeconds processor time of the process in that time
     * @param cores of the machine
     * @param residentBytes greatest resident memory of the process; 0 where the system does not say
     */
    record Effort(long parameters, int pictures, double seconds, double cpuSeconds, int cores, long residentBytes) {}

    /**
     * Figures by name (T1, U, S, H, AUSUC), as fractions, and the γ of U, S and H with its unit.
     */
    public record Figures(Map<String, Figure> byName, float gamma, Calibration calibration) {
        static Figures of(GzslFigures figures) {
            return new Figures(
                    figures.byName(),
                    figures.penalty().gamma(),
                    figures.penalty().calibration());
        }

        static List<Figures> of(GammaChoice.Chosen chosen) {
            return chosen.folds().stream().map(Figures::of).toList();
        }

        /** The values; names without one are left out. */
        public Map<String, Double> values() {
            Map<String, Double> values = new LinkedHashMap<>();
            byName.forEach((name, figure) -> {
                if (figure.value() != null) {
                    values.put(name, figure.value());
                }
            });
            return values;
        }
    }

    /** As indented JSON. */
    public String toJson() {
        try {
            return Jsons.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }

    /** As one page for people. */
    public String toHtml() {
        StringBuilder page = new StringBuilder(
                        "<!doctype html><html lang=en><meta charset=utf-8><title>Training report: ")
                .append(escape(settings.name()))
                .append(
                        "</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0"
                                + " 1em}td,th{padding:.3em .9em;border-bottom:1px solid #cbd5e0;text-align:right}"
                                + "pre{background:#edf2f7;padding:1em;font-size:13px}</style><h1>Training report: ")
                .append(escape(settings.name()))
                .append("</h1><p>")
                .append(escape(protocol))
                .append("</p>");
        if (test != null && baselineTest != null) {
            table(page, "Test", test, baselineTest);
        }
        for (int i = 0; i < validation.size(); i++) {
            table(
                    page,
                    "Validation classes, fold " + settings.validation().folds().get(i),
                    validation.get(i),
                    baselineValidation.get(i));
        }
        closedForm(page);
        page.append(String.format(
                Locale.ROOT,
                "<p>%,d numbers; %,d pictures trained on; %.0f s (%.0f s of processor time, %d cores); at most %.1f GB of"
                        + " memory.</p><h2>Settings</h2><pre>",
                effort.parameters(),
                effort.pictures(),
                effort.seconds(),
                effort.cpuSeconds(),
                effort.cores(),
                effort.residentBytes() / 1e9));
        try {
            page.append(escape(Jsons.MAPPER.writeValueAsString(settings)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("settings are always JSON", e);
        }
        return page.append("</pre></html>\n").toString();
    }

    private static void table(StringBuilder page, String title, Figures model, Figures baseline) {
        page.append("<h2>").append(title).append("</h2><table><tr><th>%<th>model<th>95 %<th>ESZSL</tr>");
        model.byName().forEach((name, figure) -> {
            Figure beside = baseline.byName().get(name);
            if (figure.value() != null && figure.low() != null && figure.high() != null && beside != null) {
                page.append(String.format(
                        Locale.ROOT,
                        "<tr><td>%s<td>%.1f<td>%.1f – %.1f<td>%.1f</tr>",
                        name,
                        100 * figure.value(),
                        100 * figure.low(),
                        100 * figure.high(),
                        beside.value() == null ? Double.NaN : 100 * beside.value()));
            }
        });
        page.append(String.format(
                Locale.ROOT,
                "</table><p>γ = %.4f %s; the baseline's %.4f.</p>",
                model.gamma(),
                model.calibration().unit(),
                baseline.gamma()));
    }

    private void closedForm(StringBuilder page) {
        page.append(
                "<h2>Weight of the closed form</h2><table><tr><th>weight<th>T1 %<th>H % (validation classes, mean of the folds)</tr>");
        closedFormWeights.forEach(tried -> page.append(String.format(
                Locale.ROOT,
                "<tr><td>%s%.2f<td>%.1f<td>%.1f</tr>",
                tried.weight() == closedFormWeight ? "chosen: " : "",
                tried.weight(),
                100 * tried.t1(),
                100 * tried.h())));
        page.append("</table>");
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
