package io.zerostream.model.vmamba.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.vmamba.Ss2dKernel;
import io.zerostream.model.vmamba.Ss2dKernel.Gradients;
import io.zerostream.model.vmamba.Ss2dKernel.Inputs;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Native and tensor form of SS2D's core against the definition, in double precision, and against each other. */
class Ss2dKernelsTest {
    private static final float DEFAULT_STEP = -4;

    @AfterEach
    void useTheBestInstructionsAgain() {
        if (CpuLibrary.isAvailable()) {
            for (String isa : List.of("sse2", "neon", "avx2", "avx512")) {
                CpuLibrary.binding().zs_use_isa(isa);
            }
        }
    }

    static Stream<Ss2dKernel> kernels() {
        Stream<Ss2dKernel> tensor = Stream.of(Ss2dKernel.tensor());
        return CpuLibrary.isAvailable() ? Stream.concat(tensor, Stream.of(new CpuSs2d())) : tensor;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void meetTheDefinition(Ss2dKernel kernel) {
        for (int[] size :
                new int[][] {{2, 5, 7, 24, 2, 1}, {1, 1, 9, 16, 1, 3}, {1, 13, 1, 5, 3, 2}, {1, 1, 1, 1, 1, 1}}) {
            try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
                Inputs in = random(manager, size, DEFAULT_STEP, 7);

                assertClose("y", kernel.forward(in).toFloatArray(), Ss2dDefinition.forward(in), 2e-6);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void surviveStepsSoLargeThatAllMemoryIsLost(Ss2dKernel kernel) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Inputs in = random(manager, new int[] {1, 17, 19, 18, 2, 2}, 25, 3);

            float[] y = kernel.forward(in).toFloatArray();

            assertClose("y", y, Ss2dDefinition.forward(in), 5e-6);
            Gradients gradients = kernel.backward(in, in.x());
            assertThat(gradients.decay().isNaN().any().getBoolean()).isFalse();
            assertThat(gradients.p().isNaN().any().getBoolean()).isFalse();
        }
    }

    @RepeatedTest(40)
    void nativeAndTensorFormAgreeForAnyShape(RepetitionInfo repetition) {
        assumeTrue(CpuLibrary.isAvailable(), CpuLibrary::describe);
        Random random = new Random(repetition.getCurrentRepetition());
        int[] most = {3, 12, 12, 40, 9, 4};
        int[] size = Arrays.stream(most).map(m -> 1 + random.nextInt(m)).toArray();
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            agree(manager, random(manager, size, DEFAULT_STEP, repetition.getCurrentRepetition()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sse2", "avx2", "avx512", "neon"})
    void everyInstructionSetAgreesWithTheTensorForm(String isa) {
        assumeTrue(CpuLibrary.isAvailable(), CpuLibrary::describe);
        assumeTrue(CpuLibrary.binding().zs_use_isa(isa) == 0, "this processor has no " + isa);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            agree(manager, random(manager, new int[] {2, 9, 11, 50, 3, 1}, DEFAULT_STEP, 1));
            agree(manager, random(manager, new int[] {1, 6, 70, 33, 3, 2}, DEFAULT_STEP, 1));
        }
    }

    @Test
    void refusesArraysThatDoNotFit() {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Inputs in = random(manager, new int[] {1, 4, 4, 8, 2, 1}, DEFAULT_STEP, 1);

            assertThatThrownBy(() -> new Inputs(in.x(), in.x(), in.stepWeight(), in.stepBias(), in.decay(), in.skip()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("of p does not fit");
        }
    }

    private static void agree(NDManager manager, Inputs in) {
        Ss2dKernel tensor = Ss2dKernel.tensor();
        CpuSs2d cpu = new CpuSs2d();
        assertClose("y", cpu.forward(in).toFloatArray(), tensor.forward(in).toFloatArray(), 5e-6);
        NDArray upstream = manager.create(in.x().toFloatArray(), in.x().getShape());
        Gradients a = cpu.backward(in, upstream);
        Gradients b = tensor.backward(in, upstream);
        assertClose("dx", a.x().toFloatArray(), b.x().toFloatArray(), 2e-5);
        assertClose("dp", a.p().toFloatArray(), b.p().toFloatArray(), 2e-5);
        assertClose("dW", a.stepWeight().toFloatArray(), b.stepWeight().toFloatArray(), 2e-5);
        assertClose("dbias", a.stepBias().toFloatArray(), b.stepBias().toFloatArray(), 2e-5);
        assertClose("dA", a.decay().toFloatArray(), b.decay().toFloatArray(), 2e-5);
        assertClose("dskip", a.skip().toFloatArray(), b.skip().toFloatArray(), 2e-5);
    }

    private static Inputs random(NDManager manager, int[] size, float step, long seed) {
        Random random = new Random(seed);
        int b = size[0];
        int h = size[1];
        int w = size[2];
        int d = size[3];
        int r = size[4];
        int n = size[5];
        NDArray decay = gaussian(manager, random, 4, d, n).exp().neg();
        return new Inputs(
                gaussian(manager, random, b, h, w, d),
                gaussian(manager, random, b, h, w, 4L * (r + 2 * n)),
                gaussian(manager, random, 4, r, d),
                gaussian(manager, random, 4, d).add(step),
                decay,
                gaussian(manager, random, 4, d));
    }

    private static NDArray gaussian(NDManager manager, Random random, long... shape) {
        float[] values = new float[(int) new Shape(shape).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return manager.create(values, new Shape(shape));
    }

    private static void assertClose(String what, float[] actual, float[] expected, double limit) {
        double scale = 1e-30;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            // NaN must not pass
            error = Math.abs(actual[i] - expected[i]) >= error || Float.isNaN(actual[i])
                    ? Math.abs(actual[i] - expected[i])
                    : error;
        }
        assertThat(actual).hasSameSizeAs(expected);
        assertThat(error / scale).as("%s: error over largest value", what).isLessThanOrEqualTo(limit);
    }
}
