package io.zerostream.trainer;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.evaluation.Accuracy;
import io.zerostream.trainer.evaluation.Confusion;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import io.zerostream.trainer.internal.Jsons;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /**
     * What the run cost.
     *
     * @param parameters weights of the network
     * @param steps trained
     * @param views pictures trained on
     * @param trainSeconds wall time of the training stages, evaluations on validation classes included
     * @param cpuSeconds processor time of the process in the same span, over all threads
     * @param viewsPerSecond pictures trained on per second of wall time
     * @param cores of the machine
     * @param sha256 of the tensors that came out
     */
    public record Effort(
            long parameters,
            int steps,
            long views,
            double trainSeconds,
            double cpuSeconds,
            double viewsPerSecond,
            int cores,
            String sha256) {}

    /** Mean loss of the steps since the last point. */
    public record LossPoint(String stage, int step, double loss) {}

    /** Figures on the validation classes after some steps of stage one. */
    public record Trial(int step, Figures figures) {}

    /**
     * What was chosen on the validation classes.
     *
     * @param step after which stage one was cut
     * @param gamma seen-class penalty
     * @param calibration its unit
     * @param unknown threshold and its effect on validation views and on pictures without a flag
     * @param validation figures at that step and γ
     * @param validationClasses names of the classes
     */
    public record Chosen(
            int step,
            float gamma,
            Calibration calibration,
            UnknownThreshold unknown,
            Figures validation,
            List<String> validationClasses) {
        /** γ with its unit. */
        public SeenPenalty penalty() {
            return new SeenPenalty(gamma, calibration);
        }
    }

    /**
     * Accuracies as in {@link Evaluation}.
     *
     * @param h 2US/(U+S)
     * @param gamma at which U, S and H hold
     * @param calibration its unit
     * @param bestH greatest H over all γ: what a γ chosen on these very pictures would have given
     */
    public record Figures(
            Accuracy t1, Accuracy u, Accuracy s, double h, float gamma, Calibration calibration, double bestH) {
        /** γ with its unit. */
        public SeenPenalty penalty() {
            return new SeenPenalty(gamma, calibration);
        }

        /** Takes the figures out of an evaluation. */
        public static Figures of(Evaluation evaluation) {
            double best = evaluation.curve().stream()
                    .mapToDouble(Evaluation.Point::h)
                    .max()
                    .orElse(0);
            return new Figures(
                    evaluation.t1(),
                    evaluation.u(),
                    evaluation.s(),
                    evaluation.h(),
                    evaluation.penalty().gamma(),
                    evaluation.penalty().calibration(),
                    best);
        }

        /** T1, U, S, H by name, as fractions. */
        public Map<String, Double> byName() {
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("T1", t1.mean());
            figures.put("U", u.mean());
            figures.put("S", s.mean());
            figures.put("H", h);
            return figures;
        }
    }

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
}
