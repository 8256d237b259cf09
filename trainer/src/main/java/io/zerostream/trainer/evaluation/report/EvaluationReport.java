package io.zerostream.trainer.evaluation.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.trainer.evaluation.AttributeQuality;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.GzslFigures;
import io.zerostream.trainer.evaluation.Spread;
import io.zerostream.trainer.internal.Jsons;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an evaluation found.
 *
 * @param model the checkpoint's manifest
 * @param dataSet name of the data set
 * @param counts pictures and classes, by what they are of
 * @param figures T1, U, S, H, AUSUC
 * @param confusions the most frequent mistakes
 * @param attributes quality of each attribute on pictures of unseen classes, or of all when there are none of those
 * @param unreadable pictures that could not be opened and are in no figure
 * @param seconds wall time of opening and embedding
 * @param createdAt when
 */
public record EvaluationReport(
        Manifest model,
        String dataSet,
        Map<String, Integer> counts,
        GzslFigures figures,
        List<Confusion> confusions,
        List<AttributeQuality> attributes,
        List<String> unreadable,
        double seconds,
        Instant createdAt) {

    /** As indented JSON: figures as fractions at the top, {@code null} with a reason where there is none. */
    public String toJson() {
        return text(tree());
    }

    /**
     * One report as {@link #toJson()}; of several {@code runs}, and before them {@code over_runs} with mean and sample
     * standard deviation of each figure that all have.
     *
     * @param runs at least one
     */
    public static String toJson(List<EvaluationReport> runs) {
        if (runs.size() == 1) {
            return runs.get(0).toJson();
        }
        ObjectNode json = Jsons.MAPPER.createObjectNode();
        json.set(
                "over_runs",
                Jsons.MAPPER.valueToTree(
                        Spread.of(runs.stream().map(EvaluationReport::figures).toList())));
        ArrayNode all = json.putArray("runs");
        runs.forEach(run -> all.add(run.tree()));
        return text(json);
    }

    private static String text(ObjectNode json) {
        try {
            return Jsons.MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is always JSON", e);
        }
    }

    private ObjectNode tree() {
        ObjectNode json = Jsons.MAPPER.createObjectNode();
        ObjectNode intervals = Jsons.MAPPER.createObjectNode();
        ObjectNode chance = Jsons.MAPPER.createObjectNode();
        ObjectNode reasons = Jsons.MAPPER.createObjectNode();
        figures.byName().forEach((name, figure) -> {
            json.put(name, figure.value());
            if (figure.value() == null) {
                reasons.put(name, figure.absent());
                return;
            }
            ArrayNode ends = intervals.putArray(name);
            ends.add(figure.low()).add(figure.high());
            if (figure.chance() != null) {
                chance.put(name, figure.chance());
            }
        });
        json.put("gamma", figures.penalty().gamma());
        json.put("gamma_unit", figures.penalty().calibration().name());
        json.put("protocol", figures.protocol().toString());
        json.put("protocol_says", figures.protocol().description());
        json.put("unit", "fraction; every accuracy is the mean over classes of the share of their pictures");
        json.set("reasons", reasons);
        json.set("interval_95_over_pictures", intervals);
        json.set("chance", chance);
        json.put("data_set", dataSet);
        json.set("counts", Jsons.MAPPER.valueToTree(counts));
        ObjectNode checkpoint = json.putObject("model");
        checkpoint.put("name", model.name());
        checkpoint.put("version", model.version());
        checkpoint.put("architecture", model.architecture());
        checkpoint.put("sha256", model.sha256());
        checkpoint.put("gamma_chosen_on", model.scoringChosenOn());
        json.put("seconds", seconds);
        json.put("created_at", createdAt.toString());
        json.set("unreadable", Jsons.MAPPER.valueToTree(unreadable));
        json.set("confusions", Jsons.MAPPER.valueToTree(confusions));
        json.set("attributes", Jsons.MAPPER.valueToTree(attributes));
        json.set("curve", Jsons.MAPPER.valueToTree(figures.curve()));
        return json;
    }
}
