package io.zerostream.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.model.vmamba.Ss2dKernel;
import io.zerostream.model.vmamba.cpu.CpuLibrary;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A call leaves nothing behind: not even a view of a weight, which is too small to be seen in the process's memory. */
class LiveArraysTest {
    private static final int CALLS = 3;

    private boolean gradients;

    @BeforeEach
    void loadTheEngine() {
        Engine.getEngine("PyTorch");
        gradients = JniUtils.isGradMode();
    }

    @AfterEach
    void leavesTheProcessAsItWas() {
        JniUtils.setGradMode(gradients);
        System.clearProperty(Kernels.PROPERTY);
    }

    static Stream<Arguments> paths() {
        return GradientMemoryTest.networks().flatMap(network -> Stream.of("auto", "native", "tensor")
                .map(kernel -> Arguments.of(network.get()[0], network.get()[1], kernel)));
    }

    @ParameterizedTest(name = "{0}, kernels {2}")
    @MethodSource("paths")
    void aForwardLeavesNoArrayBehind(String name, Supplier<NamedBlock> make, String kernel) {
        NamedBlock network = make.get();
        System.setProperty(Kernels.PROPERTY, kernel);
        Assumptions.assumeTrue(
                !kernel.equals("native") || CpuLibrary.isAvailable(), "there are no native kernels on this machine");
        JniUtils.setGradMode(false);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            network.initialize(manager, DataType.FLOAT32);

            assertThat(leftBehind(() -> forward(network, manager)))
                    .as("block by block")
                    .isZero();
            network.fuse(false);
            assertThat(leftBehind(() -> forward(network, manager))).as("fused").isZero();
            network.unfuse();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.zerostream.model.GradientMemoryTest#networks")
    void aStepOfTrainingLeavesNoArrayBehind(String name, Supplier<NamedBlock> make) {
        NamedBlock network = make.get();
        JniUtils.setGradMode(true);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            network.initialize(manager, DataType.FLOAT32);

            assertThat(leftBehind(() -> GradientMemoryTest.gradients(network, manager, () -> {})))
                    .isZero();
        }
    }

    @Test
    void theTensorKernelLeavesNothingWithWeightsThatOutliveTheCall() {
        JniUtils.setGradMode(false);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray stepWeight = manager.randomNormal(new Shape(4, 1, 3));
            NDArray stepBias = manager.randomNormal(new Shape(4, 3));
            NDArray decay = manager.randomNormal(new Shape(4, 3, 1)).abs().neg();
            NDArray skip = manager.randomNormal(new Shape(4, 3));

            assertThat(leftBehind(() -> {
                        try (NDManager scratch = manager.newSubManager()) {
                            NDArray x = scratch.randomNormal(new Shape(2, 4, 5, 3));
                            Ss2dKernel.Inputs inputs = new Ss2dKernel.Inputs(
                                    x, scratch.randomNormal(new Shape(2, 4, 5, 12)), stepWeight, stepBias, decay, skip);
                            Ss2dKernel.tensor().forward(inputs);
                            Ss2dKernel.tensor().backward(inputs, scratch.ones(x.getShape()));
                        }
                    }))
                    .isZero();
        }
    }

    private static int leftBehind(Runnable call) {
        // what is made once
        call.run();
        int before = LiveArrays.count();
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        return LiveArrays.count() - before;
    }

    private static void forward(NamedBlock network, NDManager manager) {
        try (NDManager scratch = manager.newSubManager()) {
            network.forward(
                    new ParameterStore(scratch, false), new NDList(GradientMemoryTest.pictures(scratch)), false);
        }
    }
}
