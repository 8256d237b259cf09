package io.zerostream.model;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What takes a Java number, or an activation of DJL's, and may stand under a gradient: its gradient does not read memory
 * that was freed. What is not here and takes one, {@code mul} say, fails: the command line's ArchitectureTest forbids it.
 */
class NumbersUnderGradientsTest {
    private boolean before;

    @BeforeEach
    void withGradients() {
        Engine.getEngine("PyTorch");
        before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
    }

    @AfterEach
    void leavesTheThreadAsItWas() {
        JniUtils.setGradMode(before);
    }

    static Stream<Arguments> allowed() {
        return Stream.of(
                operation("add", x -> x.add(3.5f)),
                operation("sub", x -> x.sub(3.5f)),
                operation("mod", x -> x.mod(3.5f)),
                operation("clip", x -> x.clip(3f, 4f)),
                operation("an array of the manager's", x -> x.mul(x.getManager().create(3.5f))),
                operation("softPlus", Activation::softPlus),
                operation("gelu", Activation::gelu));
    }

    private static Arguments operation(String name, UnaryOperator<NDArray> operation) {
        return Arguments.of(name, operation);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("allowed")
    void theGradientIsTheSameWhenTheCollectorRanBeforeIt(String name, UnaryOperator<NDArray> operation) {
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            float[] expected = gradient(manager, operation, () -> {});

            assertThat(gradient(manager, operation, FreedMemory::overwrite))
                    .as(name)
                    .containsExactly(expected);
        }
    }

    private static float[] gradient(NDManager manager, UnaryOperator<NDArray> operation, Runnable between) {
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = 2 + i / 8f;
        }
        try (NDManager scratch = manager.newSubManager()) {
            NDArray x = scratch.create(values, new Shape(4, 6));
            x.setRequiresGradient(true);
            NDArray sum = operation.apply(x).sum();
            between.run();
            JniUtils.backward((PtNDArray) sum, (PtNDArray) scratch.create(1f), false, false);
            return x.getGradient().toFloatArray();
        }
    }
}
