package io.zerostream.trainer.umzero;

import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * {@link Eszsl} on {@link FrozenFeatures} that are scaled as {@link FeatureScaling} says, fitted to the training pictures
 * of a set: what the pretrained networks are worth without any training. Immutable.
 */
final class ClosedForm {
    private final FeatureScaling scaling;
    private final Eszsl eszsl;

    private ClosedForm(FeatureScaling scaling, Eszsl eszsl) {
        this.scaling = scaling;
        this.eszsl = eszsl;
    }

    /** What fits to the training pictures of a set, for several penalties. Used by one thread; closed by its user. */
    static final class Fits implements AutoCloseable {
        private final FeatureScaling scaling;
        private final Eszsl.Problem problem;

        /** @param features of the set's training pictures at least */
        Fits(ZeroShotDataSet data, FrozenFeatures features) {
            List<LabelledPicture> pictures = data.pictures(Split.TRAIN);
            Prototypes classes = data.prototypes();
            List<float[]> rows = new ArrayList<>();
            int[] place = new int[classes.size()];
            for (int c = 0; c < place.length; c++) {
                place[c] = rows.size();
                if (classes.seen(c)) {
                    rows.add(classes.row(c));
                }
            }
            int[] labels = pictures.stream().mapToInt(p -> place[p.label()]).toArray();
            float[] raw = features.rows(pictures);
            scaling = FeatureScaling.of(raw, pictures.size());
            problem = new Eszsl.Problem(scaling.scaled(raw), labels, rows.toArray(new float[0][]));
        }

        /** With penalties γ and λ. */
        ClosedForm with(double ridge, double attributeRidge) {
            return new ClosedForm(scaling, problem.solve(ridge, attributeRidge));
        }

        @Override
        public void close() {
            problem.close();
        }
    }

    /**
     * Fits to the training pictures of a set.
     *
     * @param features of these at least
     * @param ridge γ
     * @param attributeRidge λ
     */
    static ClosedForm fit(ZeroShotDataSet data, FrozenFeatures features, double ridge, double attributeRidge) {
        try (Fits fits = new Fits(data, features)) {
            return fits.with(ridge, attributeRidge);
        }
    }

    /** Semantic vectors (n,a) of features (n,f), both row-major. */
    float[] embed(float[] features) {
        return eszsl.embed(scaling.scaled(features));
    }

    /** Its weights under the names of the network's closed-form term, whose copies of units are not among them. */
    Map<String, Tensor> tensors() {
        float[] mean = scaling.mean();
        float[] rows = eszsl.transposed();
        return Map.of(
                "mean", Tensor.of(mean, mean.length),
                "deviation", Tensor.of(scaling.deviation(), mean.length),
                "weight", Tensor.of(rows, rows.length / mean.length, mean.length));
    }
}
