package io.zerostream.trainer.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.evaluation.LossPoint;
import io.zerostream.trainer.evaluation.Trial;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import io.zerostream.trainer.evaluation.report.HtmlPage;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.learn.Chosen;
import io.zerostream.trainer.learn.Effort;
import io.zerostream.trainer.learn.ReportPage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run did and how good its model is.
 *
 * @param config with which it can be made again
 * @param data name of the data set
 * @param createdAt when it ended
 * @param protocol how the figures came about, for a person
 * @param effort what it cost
 * @param peakMemory largest resident memory of the process, bytes; 0 where the system does not tell
 * @param losses loss by step, thinned
 * @param trials evaluations on the validation classes
 * @param chosen what these decided
 * @param test figures on the test pictures, or null when they were left alone
 * @param confusions the most frequent mistakes of the test
 */
public record TrainingReport(
        LoopConfig config,
        String data,
        Instant createdAt,
        String protocol,
        Effort effort,
        long peakMemory,
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
            throw new TrainerException("not a training report: " + Jsons.reason(e), e);
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
                choice(),
                effort,
                HtmlPage.format(" Largest resident memory: %,d MiB.", peakMemory >> 20),
                losses,
                trials,
                confusions);
    }

    private String choice() {
        UnknownThreshold unknown = chosen.unknown();
        String rejects = unknown.othersRejected() == 0
                ? ""
                : HtmlPage.format(", rejects %.1f %% of pictures of something else", 100 * unknown.othersRejected());
        return HtmlPage.format(
                        "Chosen there: step %d, γ %s, unknown below cosine %.3f (keeps %.1f %% of validation pictures",
                        chosen.step(), chosen.penalty(), unknown.threshold(), 100 * unknown.knownKept())
                + rejects + ").";
    }
}
