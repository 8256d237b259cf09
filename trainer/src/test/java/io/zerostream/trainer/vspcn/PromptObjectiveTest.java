package io.zerostream.trainer.vspcn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.vspcn.PromptCollaborationNetwork.Parts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two pictures, of the first and of the second of two classes, tokens of two components; every number by hand. */
class PromptObjectiveTest {
    private static final double EXACT = 1e-5;

    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final NDArray targets = rows(1, 0, 0, 1);
    private final NDArray prototypes = rows(1, 0, 0, 2);

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void crossEntropyIsOfDotProductsWithThePrototypes() {
        // class tokens (1,1), (0,1): scores (1,2), (0,2)
        double expected = (Math.log(1 + Math.exp(1)) + Math.log(1 + Math.exp(-2))) / 2;
        assertThat(loss(new VspcnLoss(0, 0, 0, 0))).isCloseTo(expected, within(EXACT));
    }

    @Test
    void regressionIsTheMeanSquareToTheOwnPrototype() {
        // (1,1) - (1,0) and (0,1) - (0,2): two of four components miss by one
        assertThat(loss(new VspcnLoss(0.3, 0, 0, 0)) - loss(new VspcnLoss(0, 0, 0, 0)))
                .isCloseTo(0.3 * 0.5, within(EXACT));
    }

    @Test
    void theVisualPromptHasACrossEntropyOfItsOwn() {
        // visual prompts (2,0), (0,0): scores (2,0), (0,0)
        double expected = 0.4 * (Math.log(1 + Math.exp(-2)) + Math.log(2)) / 2;
        assertThat(loss(new VspcnLoss(0, 0.4, 0, 0)) - loss(new VspcnLoss(0, 0, 0, 0)))
                .isCloseTo(expected, within(EXACT));
    }

    @Test
    void divergenceIsTheEntropiesOverHowFarThePredictionsDiffer() {
        double entropies =
                (Math.log(1 + Math.exp(1)) + Math.log(1 + Math.exp(-2)) + Math.log(1 + Math.exp(-2)) + Math.log(2)) / 2;
        double kl = (kl(2, 0, 1, 2) + kl(0, 0, 0, 2)) / 2;
        double expected = Math.log(entropies / (kl + 1e-4) + 1);
        assertThat(loss(new VspcnLoss(0, 0, 0.7, 0)) - loss(new VspcnLoss(0, 0, 0, 0)))
                .isCloseTo(0.7 * expected, within(EXACT));
    }

    @Test
    void divergenceIsFiniteWherePredictionsAgree() {
        NDArray scores = rows(3, 0, 0, 3);
        double entropies = 2 * Math.log(1 + Math.exp(-3));
        assertThat((double) PromptObjective.divergence(scores, scores, targets).getFloat())
                .isCloseTo(Math.log(entropies / 1e-4 + 1), within(1e-4));
    }

    @Test
    void distillationIsJensenShannonAndTheDistanceToTheOwnPrototype() {
        // semantic prompts (1,3), (0,2) beside prototypes (1,0), (0,2): the second is there already
        double expected = (jensenShannon(1, 3, 1, 0) + 3) / 2;
        assertThat(loss(new VspcnLoss(0, 0, 0, 0.18)) - loss(new VspcnLoss(0, 0, 0, 0)))
                .isCloseTo(0.18 * expected, within(EXACT));
    }

    @Test
    void refusesFactorsThatCannotBe() {
        assertThatThrownBy(() -> new VspcnLoss(0, 0, -1, 0)).hasMessageContaining("loss.divergence");
    }

    private double loss(VspcnLoss factors) {
        Parts tokens = new Parts(rows(0, 0), rows(1, 1, 0, 1), rows(2, 0, 0, 0), rows(1, 3, 0, 2));
        return new PromptObjective(factors).loss(tokens, prototypes, targets).getFloat();
    }

    private NDArray rows(float... values) {
        return manager.create(values, new Shape(values.length / 2, 2));
    }

    /** Σ p ln(p/q) of the softmax of two scores each. */
    private static double kl(double a, double b, double c, double d) {
        double p = 1 / (1 + Math.exp(b - a));
        double q = 1 / (1 + Math.exp(d - c));
        return p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
    }

    private static double jensenShannon(double a, double b, double c, double d) {
        double p = 1 / (1 + Math.exp(b - a));
        double q = 1 / (1 + Math.exp(d - c));
        double m = (p + q) / 2;
        return (p * Math.log(p / m)
                        + (1 - p) * Math.log((1 - p) / (1 - m))
                        + q * Math.log(q / m)
                        + (1 - q) * Math.log((1 - q) / (1 - m)))
                / 2;
    }
}
