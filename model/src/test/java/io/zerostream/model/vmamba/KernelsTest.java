package io.zerostream.model.vmamba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.cpu.CpuLibrary;
import io.zerostream.model.vmamba.cpu.CpuSs2d;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KernelsTest {
    @AfterEach
    void forceNothing() {
        System.clearProperty(Kernels.PROPERTY);
    }

    @Test
    void picksTheNativeKernelsWhereTheMachineHasThem() {
        assumeTrue(CpuLibrary.isAvailable(), CpuLibrary::describe);

        assertThat(Kernels.fused(Device.cpu())).isTrue();
        assertThat(Kernels.ss2d(Device.cpu())).isInstanceOf(CpuSs2d.class);
        assertThat(Kernels.describe(Device.cpu())).startsWith("native kernels for ");
    }

    @Test
    void obeysWhoForcesTensorOperations() {
        System.setProperty(Kernels.PROPERTY, "tensor");

        assertThat(Kernels.fused(Device.cpu())).isFalse();
        assertThat(Kernels.ss2d(Device.cpu())).isInstanceOf(TensorSs2d.class);
        assertThat(Kernels.describe(Device.cpu())).contains("as -Dzerostream.kernel asks");
    }

    @Test
    void refusesANameThatIsNoKernel() {
        System.setProperty(Kernels.PROPERTY, "fast");

        assertThatThrownBy(() -> Kernels.fused(Device.cpu()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("auto, native or tensor");
    }
}
