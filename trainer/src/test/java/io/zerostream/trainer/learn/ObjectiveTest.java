package io.zerostream.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectiveTest {
    /** One picture of the second of two classes, in a space of two attributes; four training classes, one with the second. */
    private static final Batch BATCH =
            new Batch(new float[0], new float[] {0, 1}, new float[] {0, 1}, new float[] {1, 0, 0, 1}, 1, 2);

    private static final List<float[]> CLASSES =
            List.of(new float[] {1, 0}, new float[] {1, 0}, new float[] {1, 0}, new float[] {0, 1});

    @Test
    void isTheCrossEntropyOfScaledDotProducts() {
        double expected = Math.log(1 + Math.exp(2 * (0.5 - 1.5)));
        assertThat(loss(new Loss(2, 0, 0, 0))).isEqualTo((float) expected, within(1e-5f));
    }

    @Test
    void readsComponentsAsLogOddsAndWeighsRareYesMore() {
        double crossEntropy = Math.log(1 + Math.exp(0.5 - 1.5));
        double no = Math.log(1 + Math.exp(0.5));
        double yes = Math.log(1 + Math.exp(-1.5));
        // three classes without the second attribute, one with it
        double expected = crossEntropy + 0.7 * (no + 3 * yes) / 2;
        assertThat(loss(new Loss(1, 0.7, 1, 0))).isEqualTo((float) expected, within(1e-5f));
    }

    @Test
    void addsTheSemanticConstraint() {
        double crossEntropy = Math.log(1 + Math.exp(0.5 - 1.5));
        double expected = crossEntropy + 0.2 * (0.5 + 0.5) / 2;
        assertThat(loss(new Loss(1, 0, 0, 0.2))).isEqualTo((float) expected, within(1e-5f));
    }

    private static float loss(Loss config) {
        try (NDManager manager = NDManager.newBaseManager()) {
            return new Objective(config, CLASSES)
                    .loss(manager.create(new float[] {0.5f, 1.5f}, new Shape(1, 2)), BATCH)
                    .getFloat();
        }
    }
}
