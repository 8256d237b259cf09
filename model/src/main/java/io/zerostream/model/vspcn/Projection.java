package io.zerostream.model.vspcn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.Layers;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import org.jspecify.annotations.Nullable;

/** A linear layer over the last axis: (…,in) to (…,out). */
final class Projection extends NamedBlock {
    private static final double DEVIATION = 0.02;
    private final Parameter weight;
    private final @Nullable Parameter bias;

    Projection(int in, int out, boolean withBias, Starts starts) {
        weight = weight("weight", starts.truncatedNormal(DEVIATION), out, in);
        bias = withBias ? weight("bias", starts.constant(0), out) : null;
    }

    NDArray of(ParameterStore store, NDArray x, boolean training) {
        return forward(store, new NDList(x), training).singletonOrThrow();
    }

    /** The weight (out,in) beside an array. */
    NDArray matrix(ParameterStore store, NDArray beside, boolean training) {
        return value(store, weight, beside, training);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow();
        NDArray b = bias == null ? null : value(store, bias, x, training);
        return new NDList(Layers.linear(x, value(store, weight, x, training), b));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape s = inputs[0];
        return new Shape[] {s.slice(0, s.dimension() - 1).add(weight.getShape().get(0))};
    }
}
