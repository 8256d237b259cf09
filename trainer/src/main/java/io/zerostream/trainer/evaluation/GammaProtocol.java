package io.zerostream.trainer.evaluation;

import io.zerostream.model.matching.Calibration;
import java.util.List;
import java.util.Locale;

/** How the seen-class penalty γ of U, S and H is chosen. */
public enum GammaProtocol {
    /** As the checkpoint carries it; nothing of the test is looked at to choose it. */
    VALIDATED("γ as the checkpoint carries it, chosen on classes held out of training") {
        @Override
        float gamma(float carried, List<Evaluation.Point> curve) {
            return carried;
        }

        @Override
        public Calibration unit(Calibration carried) {
            return carried;
        }
    },
    /** The best on the test itself. Published tables are often made so; never to be put beside validated figures. */
    PUBLISHED(
            "γ with the greatest H on these very test pictures, off softmax scores, as in many published tables: an upper bound") {
        @Override
        float gamma(float carried, List<Evaluation.Point> curve) {
            return Evaluation.bestGamma(curve);
        }

        @Override
        public Calibration unit(Calibration carried) {
            return Calibration.SOFTMAX;
        }
    };

    private final String description;

    GammaProtocol(String description) {
        this.description = description;
    }

    /** For reports. */
    public String description() {
        return description;
    }

    /**
     * γ.
     *
     * @param carried by the checkpoint
     * @param curve of the test
     */
    abstract float gamma(float carried, List<Evaluation.Point> curve);

    /**
     * What γ is taken off.
     *
     * @param carried by the checkpoint
     */
    public abstract Calibration unit(Calibration carried);

    /** In lower case, as commands and reports write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
