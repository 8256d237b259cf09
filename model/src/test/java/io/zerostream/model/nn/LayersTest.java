package io.zerostream.model.nn;

import static io.zerostream.model.Golden.assertClose;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayersTest {
    /** Which way a map goes through depends on the device; what comes out may not. */
    @Test
    void aKernelForEachChannelGivesTheSameEitherWay() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            NDArray x = manager.randomNormal(new Shape(3, 5, 7, 4));
            NDArray w = manager.randomNormal(new Shape(4, 1, 3, 3));
            NDArray upstream = manager.randomNormal(x.getShape());
            List<NDArray> last = valueAndGradients(x, w, upstream, false);
            List<NDArray> first = valueAndGradients(x, w, upstream, true);
            for (int i = 0; i < last.size(); i++) {
                assertClose(List.of("value", "dx", "dw").get(i), first.get(i), last.get(i), 1e-5);
            }
        }
    }

    private static List<NDArray> valueAndGradients(
            NDArray map, NDArray kernels, NDArray upstream, boolean channelsFirst) {
        // gradients add up on an array
        NDArray x = map.duplicate();
        NDArray w = kernels.duplicate();
        x.setRequiresGradient(true);
        w.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
            NDArray y = Layers.convolveEach(x, w, channelsFirst);
            collector.backward(y.mul(upstream).sum());
            return List.of(
                    y.duplicate(), x.getGradient().duplicate(), w.getGradient().duplicate());
        }
    }
}
