package io.zerostream.trainer.umzero;

import io.zerostream.model.Prototypes;
import io.zerostream.trainer.evaluation.ClassScores;
import io.zerostream.trainer.evaluation.GzslFigures;
import io.zerostream.trainer.evaluation.Protocol;
import io.zerostream.trainer.evaluation.SemanticVectors;

/** γ, and what it gives. */
final class Calibration {
    private static final long SEED = 1;

    private Calibration() {}

    /** The figures at a γ. */
    static GzslFigures figures(SemanticVectors vectors, Prototypes classes, float gamma) {
        return GzslFigures.of(scores(vectors, classes), trained(classes), Protocol.VALIDATED, gamma, SEED);
    }

    /** The figures at the γ with the greatest H on these very pictures, which must be those of validation classes. */
    static GzslFigures chosen(SemanticVectors validation, Prototypes classes) {
        return GzslFigures.of(scores(validation, classes), trained(classes), Protocol.PUBLISHED, 0, SEED);
    }

    private static ClassScores scores(SemanticVectors vectors, Prototypes classes) {
        return ClassScores.of(vectors, classes);
    }

    private static boolean[] trained(Prototypes classes) {
        boolean[] trained = new boolean[classes.size()];
        for (int c = 0; c < trained.length; c++) {
            trained[c] = classes.seen(c);
        }
        return trained;
    }
}
