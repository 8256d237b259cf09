package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.vmamba.Ss2dKernel;
import io.zerostream.model.vmamba.Ss2dKernel.Gradients;
import io.zerostream.model.vmamba.Ss2dKernel.Inputs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The kernel on the engine's arrays; an emulated GPU takes the host's. */
class CudaSs2dTest {
    private static final int[] SIZE = {2, 7, 6, 66, 2, 1};

    private final ScanCase scan = ScanCase.random(SIZE, -4, 21);

    @Test
    void agreesWithTheTensorFormForwardAndBackward() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            agreesWithTheTensorForm(manager, emulated(), scan);
        }
    }

    /** Forward and every gradient, on the manager's device. */
    static void agreesWithTheTensorForm(NDManager manager, Ss2dKernel cuda, ScanCase scan) {
        Inputs in = inputs(manager, scan);
        NDArray upstream = manager.create(scan.upstream(), in.x().getShape());

        assertClose("y", cuda.forward(in), Ss2dKernel.tensor().forward(in));
        Gradients actual = cuda.backward(in, upstream);
        Gradients expected = Ss2dKernel.tensor().backward(in, upstream);
        assertClose("dx", actual.x(), expected.x());
        assertClose("dp", actual.p(), expected.p());
        assertClose("dW", actual.stepWeight(), expected.stepWeight());
        assertClose("dbias", actual.stepBias(), expected.stepBias());
        assertClose("dA", actual.decay(), expected.decay());
        assertClose("dskip", actual.skip(), expected.skip());
    }

    @Test
    void takesArraysThatLieCrosswiseOrBeginAnywhere() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Inputs in = inputs(manager, scan);
            NDArray crosswise = in.x().transpose(3, 0, 1, 2).duplicate().transpose(1, 2, 3, 0);
            float[] shifted = new float[(int) in.p().size() + 1];
            System.arraycopy(scan.inputs().get(1), 0, shifted, 1, shifted.length - 1);
            NDArray odd = manager.create(shifted).get("1:").reshape(in.p().getShape());

            NDArray y = emulated()
                    .forward(new Inputs(crosswise, odd, in.stepWeight(), in.stepBias(), in.decay(), in.skip()));

            assertThat(y.toFloatArray()).isEqualTo(emulated().forward(in).toFloatArray());
        }
    }

    @Test
    void leavesNothingBehindButTheResult() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Inputs in = inputs(manager, scan);
            int before = manager.getManagedArrays().size();

            emulated().forward(in);

            assertThat(manager.getManagedArrays()).hasSize(before + 1);
        }
    }

    @Test
    void refusesAGradientOfAnotherShape() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Inputs in = inputs(manager, scan);

            assertThatThrownBy(() -> emulated().backward(in, in.p()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not that of x");
        }
    }

    @Test
    void saysWhatLacksOnADeviceWithoutKernels() {
        assertThat(CudaLibrary.isAvailable(Device.cpu())).isFalse();
        assertThat(CudaLibrary.describe(Device.cpu())).contains("run on GPUs");
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Inputs in = inputs(manager, scan);

            assertThatThrownBy(() -> new CudaSs2d().forward(in))
                    .isInstanceOf(CudaException.class)
                    .hasMessageContaining("run on GPUs");
        }
    }

    private static CudaSs2d emulated() {
        return new CudaSs2d(device -> new EmulatedGpu(4));
    }

    static Inputs inputs(NDManager manager, ScanCase scan) {
        List<float[]> values = scan.inputs();
        Sizes size = scan.sizes();
        long d = size.channels();
        long rank = size.code().rank();
        return new Inputs(
                manager.create(values.get(0), new Shape(size.pictures(), size.height(), size.width(), d)),
                manager.create(
                        values.get(1),
                        new Shape(
                                size.pictures(),
                                size.height(),
                                size.width(),
                                4L * size.code().width())),
                manager.create(values.get(2), new Shape(4, rank, d)),
                manager.create(values.get(3), new Shape(4, d)),
                manager.create(values.get(4), new Shape(4, d, size.code().states())),
                manager.create(values.get(5), new Shape(4, d)));
    }

    private static void assertClose(String what, NDArray actual, NDArray expected) {
        assertThat(actual.getShape()).as(what).isEqualTo(expected.getShape());
        KernelRun.assertClose(what, actual.toFloatArray(), ScanReference.doubles(expected.toFloatArray()), 2e-5);
    }
}
