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

/** Two 3×3 convolutions of stride 2 with norms: (B,H,W,3) to (B,⌈H/4⌉,⌈W/4⌉,d). */
public final class PatchEmbedding extends NamedBlock {
    private final Parameter[] p = new Parameter[8];

    /**
     * A block without weights.
     *
     * @param dim d, channels of the result; even
     * @param starts where start values come from
     */
    public PatchEmbedding(int dim, Starts starts) {
        int half = dim / 2;
        p[0] = weight("0.weight", starts.uniform(1 / Math.sqrt(27)), half, 3, 3, 3);
        p[1] = weight("0.bias", starts.uniform(1 / Math.sqrt(27)), half);
        p[2] = weight("2.weight", starts.constant(1), half);
        p[3] = weight("2.bias", starts.constant(0), half);
        p[4] = weight("5.weight", starts.uniform(1 / Math.sqrt(9.0 * half)), dim, half, 3, 3);
        p[5] = weight("5.bias", starts.uniform(1 / Math.sqrt(9.0 * half)), dim);
        p[6] = weight("7.weight", starts.constant(1), dim);
        p[7] = weight("7.bias", starts.constant(0), dim);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow();
        NDArray[] w = new NDArray[p.length];
        for (int i = 0; i < p.length; i++) {
            w[i] = value(store, p[i], x, training);
        }
        NDArray y = Layers.gelu(Layers.norm(Layers.convolve(x, w[0], w[1], 2), w[2], w[3]));
        return new NDList(Layers.norm(Layers.convolve(y, w[4], w[5], 2), w[6], w[7]));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape s = inputs[0];
        return new Shape[] {
            new Shape(
                    s.get(0),
                    (s.get(1) + 3) / 4,
                    (s.get(2) + 3) / 4,
                    p[7].getShape().get(0))
        };
    }
}
