package io.zerostream.trainer.evaluation;

import io.zerostream.model.matching.Calibration;
import java.util.ArrayList;
import java.util.List;

/** The values of γ that are tried. They do not depend on the pictures, but for where they end: curves can be averaged. */
final class GammaScale {
    private static final int OF_SOFTMAX = 101;
    private static final float FIRST_LOGIT = 0.01f;
    /** Each γ of logits is so many times the one before: what logits come to differs from model to model. */
    private static final double STEP = 1.05;

    private GammaScale() {}

    /**
     * From 0 on, rising.
     *
     * @param greatestLead beyond it nothing changes any more
     */
    static List<Float> of(Calibration unit, double greatestLead) {
        List<Float> gammas = new ArrayList<>();
        if (unit == Calibration.SOFTMAX) {
            // denser towards 1, where a sure model's scores are
            for (int g = 0; g < OF_SOFTMAX; g++) {
                float left = 1 - g / (OF_SOFTMAX - 1f);
                gammas.add(1 - left * left);
            }
            return gammas;
        }
        gammas.add(0f);
        float last = 0;
        for (int k = 0; last <= greatestLead; k++) {
            last = (float) (FIRST_LOGIT * Math.pow(STEP, k));
            gammas.add(last);
        }
        return gammas;
    }
}
