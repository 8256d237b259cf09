package io.zerostream.gateway.internal.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.gateway.internal.registry.RefusedException;
import org.junit.jupiter.api.Test;

class UploadRateTest {
    @Test
    void eachClientHasItsOwnAndNotAllAreRemembered() {
        UploadRate rate = new UploadRate(1, 3);
        rate.take("a", 3);
        assertThatThrownBy(() -> rate.take("a", 3)).isInstanceOf(RefusedException.class);
        rate.take("b", 3);
        for (int i = 0; i < UploadRate.CLIENTS + 50; i++) {
            rate.take("client " + i, 1);
        }
        assertThat(rate.clients()).isEqualTo(UploadRate.CLIENTS);
    }
}
