package io.zerostream.trainer.evaluation;

import java.util.List;
import java.util.Locale;

/** How the seen-class penalty γ of U, S and H is come by. */
public enum Protocol {
    /** As the checkpoint carries it; nothing of the test is looked at to choose it. */
    VALIDATED("γ as the checkpoint carries it, chosen on classes held out of training") {
        @Override
        float gamma(float carried, List<Evaluation.Point> curve) {
            return carried;
        }
    },
    /** The best on the test itself. Published tables are often made so; never to be put beside validated figures. */
    PUBLISHED("γ with the greatest H on these very test pictures, as in many published tables: an upper bound") {
        @Override
        float gamma(float carried, List<Evaluation.Point> curve) {
            return Evaluation.bestGamma(curve);
        }
    };

    private final String description;

    Protocol(String description) {
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

    /** In lower case, as commands and reports write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
