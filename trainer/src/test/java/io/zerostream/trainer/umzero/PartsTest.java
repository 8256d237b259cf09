package io.zerostream.trainer.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SemanticSpace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PartsTest {
    @Test
    void scalesFeaturesByTheTrainingPicturesAndToUnitLength() {
        FeatureScaling scaling = FeatureScaling.of(new float[] {1, 10, 3, 10, 5, 40}, 3);

        float[] row = scaling.scaled(new float[] {5, 10});

        // means 3 and 20, deviations √(8/3) and √200
        double first = 2 / Math.sqrt(8.0 / 3);
        double second = -10 / Math.sqrt(200);
        double length = Math.hypot(first, second);
        assertThat((double) row[0]).isCloseTo(first / length, within(1e-5));
        assertThat((double) row[1]).isCloseTo(second / length, within(1e-5));
        assertThat(scaling.scaled(new float[] {3, 20}))
                .as("nothing to tell apart")
                .containsExactly(0, 0);
    }

    @Test
    void mapsComeBackInAnyOrderAndTheFileGoes(@TempDir Path folder) {
        Path file = folder.resolve("maps");
        try (MapCache cache = new MapCache(file, 3, 3)) {
            assertThat(cache.finished()).isFalse();
            cache.write(0, new byte[] {1, 2, 3, 4, 5, 6});
            cache.write(2, new byte[] {7, 8, (byte) 255});
            cache.finish();

            assertThat(cache.read(new int[] {2, 0, 2})).containsExactly(7, 8, 255, 1, 2, 3, 7, 8, 255);
            assertThat(file).exists();
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void mapsThatAKilledProcessHadFinishedAreTakenOver(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("maps");
        // of another shape: made anew
        Files.write(file, new byte[] {1, 2, 3, 4});
        try (MapCache cache = new MapCache(file, 3, 1)) {
            assertThat(cache.finished()).isFalse();
        }
        Files.write(file, new byte[] {1, 2, 3});
        try (MapCache cache = new MapCache(file, 3, 1)) {
            assertThat(cache.finished()).isTrue();
            assertThat(cache.read(new int[] {0})).containsExactly(1, 2, 3);
        }
        assertThat(folder).isEmptyDirectory();
    }

    /** The closed form is the minimum of its objective: its gradient there is zero. */
    @Test
    void eszslSolvesItsEquation() {
        Random random = new Random(1);
        int n = 12;
        int f = 5;
        float[] x = new float[n * f];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextGaussian();
        }
        int[] labels = random.ints(n, 0, 3).toArray();
        float[][] s = {{1, 0, 0.5f, 0}, {0, 1, 0, 0.2f}, {0.3f, 0.1f, 1, 0}};
        Eszsl solved;
        try (Eszsl.Problem problem = new Eszsl.Problem(x, labels, s)) {
            // other penalties before leave nothing behind
            problem.solve(0.3, 2);
            solved = problem.solve(0.7, 0.4);
        }
        double[][] v = rows(solved.embed(identity(f)), f, 4);

        // (XᵀX + γI) V (SᵀS + λI) = XᵀYS
        double[][] left = new double[f][f];
        double[][] right = new double[4][4];
        double[][] target = new double[f][4];
        for (int i = 0; i < f; i++) {
            left[i][i] = 0.7;
            for (int k = 0; k < n; k++) {
                for (int j = 0; j < f; j++) {
                    left[i][j] += x[k * f + i] * x[k * f + j];
                }
                for (int c = 0; c < 3; c++) {
                    for (int j = 0; j < 4; j++) {
                        target[i][j] += x[k * f + i] * (labels[k] == c ? 1 : -1) * s[c][j];
                    }
                }
            }
        }
        for (int i = 0; i < 4; i++) {
            right[i][i] = 0.4;
            for (float[] row : s) {
                for (int j = 0; j < 4; j++) {
                    right[i][j] += row[i] * row[j];
                }
            }
        }
        double[][] product = times(times(left, v), right);
        for (int i = 0; i < f; i++) {
            assertThat(product[i]).containsExactly(target[i], within(1e-4));
        }
    }

    /** The trained vectors know the trained class only, the closed form the other one too. */
    @Test
    void takesTheWeightWithTheGreatestHarmonicMean() {
        Prototypes classes = Prototypes.of(
                new SemanticSpace("two", List.of("a", "b"), new float[0][]),
                List.of(
                        new Prototype("seen", new float[] {1, 0}, true),
                        new Prototype("other", new float[] {0, 1}, true),
                        new Prototype("new", new float[] {1, 1}, false)));
        SemanticVectors trained = new SemanticVectors(new float[] {5, 0, 0, 5, 0, 5}, new int[] {0, 1, 2}, 2);
        float[] closed = {1, 0, 0, 1, 1, 1};

        TermChoice.Fold helping = new TermChoice.Fold(new GammaChoice.Seen(trained, classes), closed);
        TermChoice.Fold harming = new TermChoice.Fold(
                new GammaChoice.Seen(
                        new SemanticVectors(new float[] {5, 0, 0, 5, 5, 5}, trained.classes(), 2), classes),
                new float[] {0, 1, 1, 0, 0, 1});

        TermChoice helped = TermChoice.of(List.of(helping), 3, List.of(0.0, 4.0));
        TermChoice harmed = TermChoice.of(List.of(harming), 3, List.of(0.0, 4.0));
        TermChoice both = TermChoice.of(List.of(helping, harming, harming), 3, List.of(4.0, 0.0));

        assertThat(helped.weight()).isEqualTo(4);
        assertThat(helped.tried()).extracting(TermChoice.Tried::weight).containsExactly(0.0, 4.0);
        assertThat(helped.tried().get(1).h())
                .isGreaterThan(helped.tried().get(0).h())
                .isEqualTo(helped.figures().mean("H"));
        assertThat(helped.folds().get(0).vectors().rows()).containsExactly(17, 0, 0, 17, 12, 17);
        assertThat(harmed.weight()).isZero();
        assertThat(both.weight()).as("helps in one fold of three").isZero();
        assertThat(both.figures().folds()).hasSize(3);
    }

    @Test
    void theLossIsItsFormula() {
        float[][] prototypes = {{1, 0}, {0, 1}};
        HybridLoss loss = new HybridLoss(new UmZeroSettings.Loss(0.2, 0.5, 0), 2, prototypes);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            float[] vectors = {0.5f, -0.5f, 0.25f, 1f, 1f, 0f};

            float value = loss.of(manager.create(vectors, new Shape(3, 2)), new int[] {0, 1, 0})
                    .getFloat();

            double[][] scores = {{1, -1}, {0.5, 2}, {2, 0}};
            int[] labels = {0, 1, 0};
            double align = 0;
            for (int i = 0; i < 3; i++) {
                double all = Math.log(Math.exp(scores[i][0]) + Math.exp(scores[i][1]));
                align -= (0.9 * (scores[i][labels[i]] - all) + 0.1 * (scores[i][1 - labels[i]] - all)) / 3;
            }
            double first = Math.log(Math.exp(1) + Math.exp(0.5) + Math.exp(2));
            double second = Math.log(Math.exp(-1) + Math.exp(2) + Math.exp(0));
            double contrast = -((1 - first + 2 - first) / 2 + (2 - second)) / 2;
            assertThat((double) value).isCloseTo(align + 0.5 * contrast, within(1e-5));
        }
    }

    private static float[] identity(int size) {
        float[] rows = new float[size * size];
        for (int i = 0; i < size; i++) {
            rows[i * size + i] = 1;
        }
        return rows;
    }

    private static double[][] rows(float[] flat, int rows, int columns) {
        double[][] all = new double[rows][columns];
        for (int i = 0; i < flat.length; i++) {
            all[i / columns][i % columns] = flat[i];
        }
        return all;
    }

    private static double[][] times(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }
}
