package io.zerostream.trainer.learn;

import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.evaluation.Figures;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import java.util.List;

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
