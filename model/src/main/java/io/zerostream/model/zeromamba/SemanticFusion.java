package io.zerostream.model.zeromamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;

/**
 * SeF: global vector (B,a) and raw local scores (B,a), or these alone, to the fused vector (B,a):
 *
 * <pre>local = W_b relu(W_a raw),   fused = global + local / |local|</pre>
 *
 * <p>The length is clamped at 1e-12, where the published code gives NaN for a zero vector.
 */
public final class SemanticFusion extends NamedBlock {
    private final Parameter widen;
    private final Parameter narrow;

    SemanticFusion(int attributes, int hidden, Starts starts) {
        widen = weight("0.weight", starts.uniform(1 / Math.sqrt(attributes)), hidden, attributes);
        narrow = weight("2.weight", starts.uniform(1 / Math.sqrt(hidden)), attributes, hidden);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray raw = inputs.get(inputs.size() - 1);
        NDArray hidden = Activation.relu(
                Linear.linear(raw, value(store, widen, raw, training), null).singletonOrThrow());
        NDArray local =
                Linear.linear(hidden, value(store, narrow, raw, training), null).singletonOrThrow();
        NDArray unit = SemanticLocalProjection.unit(local);
        return new NDList(inputs.size() == 1 ? unit : inputs.get(0).add(unit));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0]};
    }
}
