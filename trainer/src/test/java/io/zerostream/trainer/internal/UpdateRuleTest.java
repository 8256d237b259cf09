package io.zerostream.trainer.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class UpdateRuleTest {
    @Test
    void sgdKeepsNineTenthsOfItsMomentum() {
        SgdMomentum rule = new SgdMomentum(1, 0.1);
        float[] value = {2};
        rule.step(value, new float[] {1}, 0.5);
        // d = 1 + 0.1·2 = 1.2
        assertThat(value[0]).isEqualTo(2 - 0.5f * 1.2f, within(1e-6f));
        rule.step(value, new float[] {1}, 0.5);
        // d = 1 + 0.1·1.4 = 1.14; buffer = 0.9·1.2 + 1.14 = 2.22
        assertThat(value[0]).isEqualTo(1.4f - 0.5f * 2.22f, within(1e-6f));
    }

    @Test
    void adamTakesAFirstStepOfTheRateWhateverTheGradient() {
        for (float gradient : new float[] {1e-3f, 1, 1e3f}) {
            float[] value = {0};
            new AdamW(1, 0).step(value, new float[] {gradient}, 0.01);
            assertThat(value[0]).isEqualTo(-0.01f, within(1e-6f));
        }
    }

    @Test
    void adamFollowsItsDefinition() {
        AdamW rule = new AdamW(1, 0.1);
        float[] value = {1};
        double m = 0;
        double v = 0;
        double expected = 1;
        for (int t = 1; t <= 5; t++) {
            double g = Math.sin(t);
            m = 0.9 * m + 0.1 * g;
            v = 0.99 * v + 0.01 * g * g;
            double step = m / (1 - Math.pow(0.9, t)) / (Math.sqrt(v / (1 - Math.pow(0.99, t))) + 1e-8);
            expected -= 0.05 * (step + 0.1 * expected);
            rule.step(value, new float[] {(float) g}, 0.05);
        }
        assertThat(value[0]).isEqualTo((float) expected, within(1e-5f));
    }

    @Test
    void rateRisesInALineAndFallsToZeroAsACosine() {
        Schedule schedule = new Schedule(110, 10 / 110.0);
        assertThat(schedule.at(0)).isPositive().isLessThan(schedule.at(5));
        assertThat(schedule.at(10)).isEqualTo(1, within(1e-9));
        assertThat(schedule.at(60)).isEqualTo(0.5, within(1e-9));
        assertThat(schedule.at(110)).isEqualTo(0, within(1e-9));
    }
}
