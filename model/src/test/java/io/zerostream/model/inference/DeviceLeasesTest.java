package io.zerostream.model.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeviceLeasesTest {
    private final DeviceLeases leases = new DeviceLeases();

    @Test
    void whoComesNextGetsTheDeviceThatTheFewestHave() {
        assertThat(List.of(take(3, 1), take(3, 1), take(3, 1), take(3, 1)))
                .extracting(DeviceLeases.Lease::device)
                .containsExactly(Device.gpu(1), Device.gpu(3), Device.gpu(1), Device.gpu(3));
    }

    @Test
    void whatIsGivenBackIsTakenFirst() {
        DeviceLeases.Lease first = take(0, 1);
        take(0, 1);
        first.close();
        first.close();

        assertThat(take(0, 1).device()).isEqualTo(Device.gpu(0));
        assertThat(take(0, 1).device()).isEqualTo(Device.gpu(0));
    }

    @Test
    void nothingToChooseFromIsRefused() {
        assertThatThrownBy(() -> leases.take(Set.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private DeviceLeases.Lease take(Integer... indexes) {
        return leases.take(List.of(indexes));
    }
}
