package io.zerostream.job.internal.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlanCodecTest {
    private static final Plan PLAN = new Plan(
            Registry.withNames(
                    Registry.withShadow(Registry.withCanary(Registry.deployment(7, "v1", "colours"), "v2", 0.25), "v3"),
                    Map.of("porch", "birds")),
            Registry.version("v1"),
            Registry.version("v2"),
            Registry.version("v3", 4));

    @Test
    void whatIsReadIsWhatWasWritten() {
        Plan read = PlanCodec.read(PlanCodec.write(PLAN));
        assertThat(read).isEqualTo(PLAN);
        assertThat(read.identity()).isEqualTo(PLAN.identity());
    }

    @Test
    void aPlanOfOneVersionHasNoOthers() {
        Plan plan = new Plan(Registry.deployment(1, "v1", "colours"), Registry.version("v1"), null, null);
        assertThat(PlanCodec.read(PlanCodec.write(plan))).isEqualTo(plan);
    }

    @Test
    void aPlanWithoutOneOfItsVersionsIsNone() {
        Plan without = new Plan(PLAN.deployment(), PLAN.version(), PLAN.canary(), null);
        assertThatThrownBy(() -> PlanCodec.read(PlanCodec.write(without)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("without its deployment or one of its versions");
    }

    @Test
    void otherBytesAreSaidToBeNoPlan() {
        assertNoPlan(new byte[0]);
        assertNoPlan("a plan".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPlanCutShortAnywhereIsNone() {
        byte[] whole = PlanCodec.write(PLAN);
        for (int length = 0; length < whole.length; length++) {
            assertNoPlan(Arrays.copyOf(whole, length));
        }
    }

    @Test
    void aPlanWithDamagedBytesIsAPlanOrSaidToBeNone() {
        byte[] whole = PlanCodec.write(PLAN);
        Random chance = new Random(7);
        for (int i = 0; i < 500; i++) {
            byte[] damaged = whole.clone();
            damaged[chance.nextInt(damaged.length)] ^= (byte) (1 << chance.nextInt(8));
            try {
                assertThat(PlanCodec.read(damaged).versions()).isNotEmpty();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageContaining("plan");
            }
        }
    }

    private static void assertNoPlan(byte[] bytes) {
        assertThatThrownBy(() -> PlanCodec.read(bytes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("plan");
    }
}
