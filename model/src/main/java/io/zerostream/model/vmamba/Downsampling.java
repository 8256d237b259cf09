package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.Layers;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;

/** 3×3 convolution of stride 2 and norm between stages: (B,H,W,d) to (B,⌈H/2⌉,⌈W/2⌉,d'). */
public final class Downsampling extends NamedBlock {
    private final Parameter convolution;
    private final Parameter bias;
    private final Parameter normWeight;
    private final Parameter normBias;

    /**
     * A block without weights.
     *
     * @param from channels of the map
     * @param to channels of the result
     * @param starts where start values come from
     */
    public Downsampling(int from, int to, Starts starts) {
        convolution = weight("1.weight", starts.uniform(1 / Math.sqrt(9.0 * from)), to, from, 3, 3);
        bias = weight("1.bias", starts.uniform(1 / Math.sqrt(9.0 * from)), to);
        normWeight = weight("3.weight", starts.constant(1), to);
        normBias = weight("3.bias", starts.constant(0), to);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow();
        NDArray y = Layers.convolve(x, value(store, convolution, x, training), value(store, bias, x, training), 2);
        return new NDList(Layers.norm(y, value(store, normWeight, x, training), value(store, normBias, x, training)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape s = inputs[0];
        return new Shape[] {
            new Shape(
                    s.get(0),
                    (s.get(1) + 1) / 2,
                    (s.get(2) + 1) / 2,
                    bias.getShape().get(0))
        };
    }
}
