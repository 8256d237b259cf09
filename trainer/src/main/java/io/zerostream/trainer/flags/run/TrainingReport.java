package io.zerostream.trainer.flags.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.evaluation.HtmlPage;
import io.zerostream.trainer.evaluation.LossPoint;
import io.zerostream.trainer.evaluation.Trial;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.learn.Chosen;
import io.zerostream.trainer.learn.Effort;
import io.zerostream.trainer.learn.ReportPage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training run did and how good its model is.
 *
 * @param config with which it can be made again
 * @param createdAt when it ended
 * @param protocol how the figures came about, for a person
 * @param effort what it cost
 * @param losses loss by step, thinned
 * @param trials evaluations on the validation classes
 * @param chosen what the validation classes decided
 * @param test figures on the classes never trained on, or null when they were left alone
 * @param confusions the most frequent mistakes of the test
 */
public record TrainingReport(
        TrainingConfig config,
        Instant createdAt,
        String protocol,
        Effort effort,
        List<LossPoint> losses,
        List<Trial> trials,
        Chosen chosen,
        @Nullable Figures test,
        List<Confusion> confusions) {

    /** As indented JSON. */
    public String toJson() {
        try {
            return Jsons.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new TrainerException("cannot write the training report", e);
        }
    }

    /**
     * Reads a report back.
     *
     * @throws TrainerException when it is not one
     */
    public static TrainingReport fromJson(String json) {
        try {
            return Jsons.MAPPER.readValue(json, TrainingReport.class);
        } catch (JsonProcessingException e) {
            throw new TrainerException("not a training report: " + e.getOriginalMessage(), e);
        }
    }

    /** What its page shows. */
    public ReportPage.Content content() {
        return new ReportPage.Content(
                config.name(),
                config.toJson(),
                protocol,
                test,
                chosen,
                HtmlPage.format(
                        "Chosen there: step %d, γ %s, unknown below cosine %.3f (keeps %.1f %% of validation views, rejects"
                                + " %.1f %% of pictures without a flag).",
                        chosen.step(),
                        chosen.penalty(),
                        chosen.unknown().threshold(),
                        100 * chosen.unknown().knownKept(),
                        100 * chosen.unknown().othersRejected()),
                effort,
                "",
                losses,
                trials,
                confusions);
    }
}
