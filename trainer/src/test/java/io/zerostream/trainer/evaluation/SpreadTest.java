package io.zerostream.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void spreadIsMeanAndSampleDeviation() {
        Spread spread = Spread.of(List.of(0.1, 0.2, 0.6));
        assertThat(spread.mean()).isEqualTo(0.3, within(1e-12));
        assertThat(spread.deviation()).isEqualTo(Math.sqrt((0.04 + 0.01 + 0.09) / 2), within(1e-12));
    }
}
