package io.zerostream.trainer.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.zerostream.model.Prototypes;
import io.zerostream.model.umzero.UmZeroBranch;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.GzslFigures;
import io.zerostream.trainer.evaluation.SemanticVectors;
import io.zerostream.trainer.internal.Lanes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * {@link Eszsl} on the pretrained networks' last maps, averaged over positions and over picture and mirror image and
 * scaled as {@link FeatureScaling} says: what the same networks are worth without any training.
 */
final class Baseline {
    private static final List<Double> RIDGES = List.of(1.0, 3.0, 10.0, 30.0, 100.0);
    private static final List<Double> ATTRIBUTE_RIDGES = List.of(0.03, 0.1, 0.3, 1.0, 3.0);
    private static final int BATCH = 32;
    /** Its scores lie about -1 and 1; times this, softmax is neither flat nor certain. */
    private static final float SHARPNESS = 10;

    private final HybridStage start;
    private final Lanes lanes;
    private final int firstUnit;

    /** @param start networks with pretrained weights; must stay open */
    Baseline(HybridStage start, int firstUnit, Lanes lanes) {
        this.start = start;
        this.firstUnit = firstUnit;
        this.lanes = lanes;
    }

    /**
     * Penalties chosen by T1 on validation classes.
     *
     * @param ridge γ
     * @param attributeRidge λ
     * @param t1 there
     */
    record Chosen(double ridge, double attributeRidge, double t1) {}

    /** Chooses the penalties on the unseen classes of a validation set. */
    Chosen choose(ZeroShotDataSet validation, PictureMaps maps) {
        List<LabelledPicture> unseen = validation.pictures(Split.TEST_UNSEEN);
        List<LabelledPicture> pictures = validation.pictures(Split.TRAIN);
        float[] raw = features(pictures, maps);
        FeatureScaling scaling = FeatureScaling.of(raw, pictures.size());
        float[] trained = scaling.scaled(raw);
        float[] tested = scaling.scaled(features(unseen, maps));
        Prototypes classes = validation.prototypes();
        Chosen best = new Chosen(0, 0, -1);
        for (double ridge : RIDGES) {
            for (double attributeRidge : ATTRIBUTE_RIDGES) {
                Eszsl eszsl = fit(validation, trained, ridge, attributeRidge);
                double t1 = t1(vectors(eszsl, tested, unseen, classes), classes);
                if (t1 > best.t1()) {
                    best = new Chosen(ridge, attributeRidge, t1);
                }
            }
        }
        return best;
    }

    /** Fits to the training pictures of a set and gives the semantic vectors of others. */
    SemanticVectors run(
            Chosen chosen, ZeroShotDataSet data, PictureMaps maps, List<LabelledPicture> tested, PictureMaps theirs) {
        List<LabelledPicture> pictures = data.pictures(Split.TRAIN);
        float[] raw = features(pictures, maps);
        FeatureScaling scaling = FeatureScaling.of(raw, pictures.size());
        Eszsl eszsl = fit(data, scaling.scaled(raw), chosen.ridge(), chosen.attributeRidge());
        return vectors(eszsl, scaling.scaled(features(tested, theirs)), tested, data.prototypes());
    }

    private static Eszsl fit(ZeroShotDataSet data, float[] features, double ridge, double attributeRidge) {
        Prototypes classes = data.prototypes();
        List<float[]> rows = new ArrayList<>();
        int[] place = new int[classes.size()];
        for (int c = 0; c < place.length; c++) {
            place[c] = rows.size();
            if (classes.seen(c)) {
                rows.add(classes.row(c));
            }
        }
        int[] labels = data.pictures(Split.TRAIN).stream()
                .mapToInt(p -> place[p.label()])
                .toArray();
        return Eszsl.fit(features, labels, rows.toArray(new float[0][]), ridge, attributeRidge);
    }

    private static SemanticVectors vectors(
            Eszsl eszsl, float[] features, List<LabelledPicture> pictures, Prototypes classes) {
        int[] labels = pictures.stream().mapToInt(LabelledPicture::label).toArray();
        float[] rows = eszsl.embed(features);
        for (int i = 0; i < rows.length; i++) {
            rows[i] *= SHARPNESS;
        }
        return new SemanticVectors(rows, labels, classes.space().size());
    }

    /** Of pictures of unseen classes alone. */
    private static double t1(SemanticVectors vectors, Prototypes classes) {
        GzslFigures figures = Calibration.figures(vectors, classes, 0);
        return Objects.requireNonNull(figures.t1().value(), "a validation set has unseen classes with pictures");
    }

    private float[] features(List<LabelledPicture> pictures, PictureMaps maps) {
        int[] numbers = maps.numbers(pictures);
        int branches = start.network().branches().size();
        List<float[][]> parts =
                lanes.all(branches, i -> pooled(start.network().branches().get(i), maps.branch(i), numbers));
        int width = parts.stream().mapToInt(p -> p[0].length).sum();
        float[] rows = new float[numbers.length * width];
        for (int n = 0; n < numbers.length; n++) {
            int at = n * width;
            for (float[][] part : parts) {
                System.arraycopy(part[n], 0, rows, at, part[n].length);
                at += part[n].length;
            }
        }
        return rows;
    }

    private float[][] pooled(UmZeroBranch branch, BranchMaps maps, int[] pictures) {
        float[][] rows = new float[pictures.length][];
        int depth = branch.backbone().depth();
        for (int from = 0; from < pictures.length; from += BATCH) {
            int count = Math.min(BATCH, pictures.length - from);
            int[] numbers = new int[2 * count];
            for (int i = 0; i < count; i++) {
                numbers[2 * i] = BranchMaps.number(pictures[from + i], false);
                numbers[2 * i + 1] = BranchMaps.number(pictures[from + i], true);
            }
            try (NDManager scratch = start.manager().newSubManager()) {
                NDArray last = branch.backbone()
                        .run(new ParameterStore(scratch, false), maps.read(scratch, numbers), firstUnit, depth, false);
                NDArray mean = last.reshape(count, 2, last.getShape().get(1), -1)
                        .mean(new int[] {3})
                        .mean(new int[] {1});
                float[] values = mean.toFloatArray();
                for (int i = 0; i < count; i++) {
                    int width = values.length / count;
                    rows[from + i] = Arrays.copyOfRange(values, i * width, (i + 1) * width);
                }
            }
        }
        return rows;
    }
}
