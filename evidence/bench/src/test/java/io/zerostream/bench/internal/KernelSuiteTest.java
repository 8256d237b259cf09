package io.zerostream.bench.internal;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.model.vmamba.Ss2dKernel;
import org.junit.jupiter.api.Test;

class KernelSuiteTest {
    @Test
    void subjectAndBaselineComputeTheSame() {
        try (Torch torch = new Torch(1)) {
            Ss2dKernel.Inputs inputs = new ScanShape(7, 1536, 1).inputs(torch, 2);
            NDArray fused = Kernels.ss2d(Device.cpu()).forward(inputs);
            NDArray tensor = Ss2dKernel.tensor().forward(inputs);

            assertThat(fused.sub(tensor).abs().max().getFloat())
                    .isLessThan(1e-5f * tensor.abs().max().getFloat());
        }
    }

    @Test
    void aForwardLeavesNothingBehind() {
        try (Torch torch = new Torch(1)) {
            Ss2dKernel.Inputs inputs = new ScanShape(7, 192, 1).inputs(torch, 1);
            NDManager owner = torch.manager();
            int before = owner.getManagedArrays().size();

            KernelSuite.once(Ss2dKernel.tensor(), inputs);
            KernelSuite.once(Kernels.ss2d(Device.cpu()), inputs);

            assertThat(owner.getManagedArrays()).hasSize(before);
        }
    }
}
