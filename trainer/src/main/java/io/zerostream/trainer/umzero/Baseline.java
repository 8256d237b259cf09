package io.zerostream.trainer.umzero;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.GzslFigures;
import java.util.List;
import java.util.Objects;

/** The {@link ClosedForm} as a model of its own: what the same networks are worth without any training. */
final class Baseline {
    private static final List<Double> RIDGES = List.of(1.0, 3.0, 10.0, 30.0, 100.0);
    private static final List<Double> ATTRIBUTE_RIDGES = List.of(0.03, 0.1, 0.3, 1.0, 3.0);
    /** Its scores lie about -1 and 1; times this, softmax is neither flat nor certain. */
    private static final float SHARPNESS = 10;

    private Baseline() {}

    /**
     * Penalties chosen by T1 on validation classes.
     *
     * @param ridge γ
     * @param attributeRidge λ
     * @param t1 there, mean over the folds
     */
    record Chosen(double ridge, double attributeRidge, double t1) {
        /** Fits to the training pictures of a set with these penalties. */
        ClosedForm fit(ZeroShotDataSet data, FrozenFeatures features) {
            return ClosedForm.fit(data, features, ridge, attributeRidge);
        }
    }

    /** Chooses the penalties with the greatest mean T1 of validation sets, each on its unseen classes; of equals the first. */
    static Chosen choose(List<ZeroShotDataSet> folds, FrozenFeatures features) {
        double[] t1 = new double[RIDGES.size() * ATTRIBUTE_RIDGES.size()];
        for (ZeroShotDataSet fold : folds) {
            List<LabelledPicture> unseen = fold.pictures(Split.TEST_UNSEEN);
            float[] tested = features.rows(unseen);
            try (ClosedForm.Fits fits = new ClosedForm.Fits(fold, features)) {
                for (int i = 0; i < t1.length; i++) {
                    ClosedForm form = fits.with(ridge(i), attributeRidge(i));
                    t1[i] += t1(vectors(form, tested, unseen), fold.prototypes()) / folds.size();
                }
            }
        }
        int best = 0;
        for (int i = 1; i < t1.length; i++) {
            best = t1[i] > t1[best] ? i : best;
        }
        return new Chosen(ridge(best), attributeRidge(best), t1[best]);
    }

    private static double ridge(int pair) {
        return RIDGES.get(pair / ATTRIBUTE_RIDGES.size());
    }

    private static double attributeRidge(int pair) {
        return ATTRIBUTE_RIDGES.get(pair % ATTRIBUTE_RIDGES.size());
    }

    /**
     * The closed form's vectors, sharpened.
     *
     * @param features of the pictures (n,f)
     */
    static SemanticVectors vectors(ClosedForm form, float[] features, List<LabelledPicture> pictures) {
        int[] labels = pictures.stream().mapToInt(LabelledPicture::label).toArray();
        float[] rows = form.embed(features);
        for (int i = 0; i < rows.length; i++) {
            rows[i] *= SHARPNESS;
        }
        return new SemanticVectors(rows, labels, rows.length / labels.length);
    }

    /** Of pictures of unseen classes alone. */
    private static double t1(SemanticVectors vectors, Prototypes classes) {
        GzslFigures figures = GammaChoice.figures(vectors, classes, SeenPenalty.NONE);
        return Objects.requireNonNull(figures.t1().value(), "a validation set has unseen classes with pictures");
    }
}
