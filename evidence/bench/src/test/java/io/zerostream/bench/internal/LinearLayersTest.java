package io.zerostream.bench.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.model.vmamba.VMambaConfig;
import org.junit.jupiter.api.Test;

class LinearLayersTest {
    /** Small is 8.72 G multiply-adds at 224, published; its linear layers, added up by hand, are 7.61 G of them. */
    @Test
    void countsWhatTheLinearLayersOfSmallMultiply() {
        try (Torch torch = new Torch(1)) {
            assertThat(new LinearLayers(torch, VMambaConfig.small(), 224, 1).gflop())
                    .isCloseTo(2 * 7.61, within(0.25));
            assertThat(new LinearLayers(torch, VMambaConfig.small(), 448, 2).gflop())
                    .isCloseTo(2 * 4 * 2 * 7.61, within(2.0));
        }
    }
}
