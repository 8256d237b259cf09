package io.zerostream.job.internal.agreement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.PlanCodec;
import io.zerostream.job.internal.control.Registry;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** The coordinator's part of a checkpoint. */
class DecisionTest {
    private static final Plan PLAN =
            new Plan(Registry.deployment(7, "v7", "colours"), Registry.version("v7"), null, null);

    @Test
    void whatIsReadIsWhatWasWritten() throws Exception {
        Decision read = Decision.fromBytes(new Decision(3, PlanCodec.write(PLAN)).toBytes());
        assertThat(read.number()).isEqualTo(3);
        assertThat(PlanCodec.read(read.plan())).isEqualTo(PLAN);
    }

    /** The resource was written before plans were deflated. */
    @Test
    void oneWhosePlanIsNotDeflatedIsReadStill() throws Exception {
        Decision read = Decision.fromBytes(resource());
        assertThat(read.number()).isEqualTo(3);
        assertThat(PlanCodec.read(read.plan())).isEqualTo(PLAN);
    }

    @Test
    void oneOfANewerProgramIsRefused() throws Exception {
        byte[] bytes = resource();
        bytes[3]++;
        assertThatThrownBy(() -> Decision.fromBytes(bytes))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("decision of format 2");
    }

    private static byte[] resource() throws IOException {
        try (InputStream in = DecisionTest.class.getResourceAsStream("/agreement/decision-format-1.bin")) {
            return in.readAllBytes();
        }
    }
}
