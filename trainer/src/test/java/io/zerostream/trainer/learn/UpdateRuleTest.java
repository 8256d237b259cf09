package io.zerostream.trainer.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UpdateRuleTest {
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

    @AfterEach
    void close() {
        manager.close();
    }

    @Test
    void sgdKeepsNineTenthsOfItsMomentum() {
        NDArray value = manager.create(new float[] {2});
        SgdMomentum rule = new SgdMomentum(value, 0.1);
        rule.step(value, manager.create(new float[] {1}), 0.5, 1);
        // d = 1 + 0.1·2 = 1.2
        assertThat(value.getFloat()).isEqualTo(2 - 0.5f * 1.2f, within(1e-6f));
        rule.step(value, manager.create(new float[] {1}), 0.5, 2);
        // d = 1 + 0.1·1.4 = 1.14; buffer = 0.9·1.2 + 1.14 = 2.22
        assertThat(value.getFloat()).isEqualTo(1.4f - 0.5f * 2.22f, within(1e-6f));
    }

    @Test
    void adamTakesAFirstStepOfTheRateWhateverTheGradient() {
        for (float gradient : new float[] {1e-3f, 1, 1e3f}) {
            NDArray value = manager.create(new float[] {0});
            Adam.decoupled(value, 0).step(value, manager.create(new float[] {gradient}), 0.01, 1);
            assertThat(value.getFloat()).isEqualTo(-0.01f, within(1e-6f));
        }
    }

    @Test
    void adamWithDecayApartFollowsItsDefinition() {
        NDArray value = manager.create(new float[] {1});
        Adam rule = Adam.decoupled(value, 0.1);
        double m = 0;
        double v = 0;
        double expected = 1;
        for (int t = 1; t <= 5; t++) {
            double g = Math.sin(t);
            m = 0.9 * m + 0.1 * g;
            v = 0.99 * v + 0.01 * g * g;
            double step = m / (1 - Math.pow(0.9, t)) / (Math.sqrt(v / (1 - Math.pow(0.99, t))) + 1e-8);
            expected -= 0.05 * (step + 0.1 * expected);
            rule.step(value, manager.create(new float[] {(float) g}), 0.05, t);
        }
        assertThat(value.getFloat()).isEqualTo((float) expected, within(1e-5f));
    }

    @Test
    void adamWithDecayInTheGradientFollowsItsDefinition() {
        NDArray value = manager.create(new float[] {1});
        Adam rule = Adam.coupled(value, 0.1);
        double m = 0;
        double v = 0;
        double expected = 1;
        for (int t = 1; t <= 5; t++) {
            double g = Math.sin(t) + 0.1 * expected;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            expected -= 0.05 * m / (1 - Math.pow(0.9, t)) / (Math.sqrt(v / (1 - Math.pow(0.999, t))) + 1e-8);
            rule.step(value, manager.create(new float[] {(float) Math.sin(t)}), 0.05, t);
        }
        assertThat(value.getFloat()).isEqualTo((float) expected, within(1e-5f));
    }
}
