package io.zerostream.model.zeromamba;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.vmamba.cpu.CpuLibrary;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BatchInvarianceTest {
    private static final int PICTURES = 13;
    private static final int SIDE = 96;

    @Test
    void aPictureHasTheSameVectorBitByBitWhateverBatchItIsIn() {
        assumeTrue(CpuLibrary.isAvailable(), CpuLibrary::describe);
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        ZeroMambaConfig config = ZeroMambaConfig.nano(36);
        ZeroMamba network = new ZeroMamba(config, 1);
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            Shape pictures = new Shape(PICTURES, 3, SIDE, SIDE);
            network.initialize(manager, DataType.FLOAT32, pictures);
            network.fuse(false);
            float[] pixels = new float[(int) pictures.size()];
            Random random = new Random(1);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) random.nextGaussian();
            }
            float[] together = embed(network, manager, pixels, 0, PICTURES);
            int a = together.length / PICTURES;
            for (int size : new int[] {1, 2, 5, 7}) {
                for (int from = 0; from < PICTURES; from += size) {
                    int to = Math.min(PICTURES, from + size);
                    assertThat(embed(network, manager, pixels, from, to))
                            .as("pictures %d to %d", from, to)
                            .isEqualTo(Arrays.copyOfRange(together, from * a, to * a));
                }
            }
        } finally {
            network.unfuse();
            JniUtils.setGradMode(before);
        }
    }

    private static float[] embed(ZeroMamba network, NDManager manager, float[] pixels, int from, int to) {
        int one = pixels.length / PICTURES;
        try (NDManager scope = manager.newSubManager()) {
            NDArray batch =
                    scope.create(Arrays.copyOfRange(pixels, from * one, to * one), new Shape(to - from, 3, SIDE, SIDE));
            return network.forward(new ParameterStore(scope, false), new NDList(batch), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }
}
