package io.zerostream.model.zeromamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;

/**
 * GRL: the picture as a whole. Logits of the backbone's own head (B,headClasses), which norms and pools the last map, to
 * the global semantic vector (B,a); without bias, as in the published code.
 */
public final class GlobalRepresentation extends NamedBlock {
    private final Parameter weight;

    GlobalRepresentation(int attributes, int headClasses, Starts starts) {
        weight = weight("weight", starts.uniform(1 / Math.sqrt(headClasses)), attributes, headClasses);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray logits = inputs.singletonOrThrow();
        return Linear.linear(logits, value(store, weight, logits, training), null);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), weight.getShape().get(0))};
    }
}
