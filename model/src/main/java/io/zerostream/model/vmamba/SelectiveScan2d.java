package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.Layers;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;

/** SS2D without gate: (B,H,W,d) to (B,H,W,d). Names and shapes as in the published state_dict. */
public final class SelectiveScan2d extends NamedBlock {
    private final int inner;
    private final int rank;
    private final int states;
    private final Parameter projection;
    private final Parameter logDecay;
    private final Parameter skip;
    private final Parameter stepWeight;
    private final Parameter stepBias;
    private final Parameter normWeight;
    private final Parameter normBias;
    private final Parameter in;
    private final Parameter convolution;
    private final Parameter out;

    /**
     * A block without weights.
     *
     * @param dim d, channels of the map
     * @param config gives N and the ratio D / d
     * @param starts where start values come from
     */
    public SelectiveScan2d(int dim, VMambaConfig config, Starts starts) {
        inner = Math.round(config.ssmRatio() * dim);
        rank = VMambaConfig.stepRank(dim);
        states = config.stateSize();
        projection = weight("x_proj_weight", starts.uniform(1 / Math.sqrt(inner)), 4, rank + 2L * states, inner);
        logDecay = weight("A_logs", starts.logOneTo(states), 4L * inner, states);
        skip = weight("Ds", starts.constant(1), 4L * inner);
        stepWeight = weight("dt_projs_weight", starts.uniform(1 / Math.sqrt(rank)), 4, inner, rank);
        stepBias = weight("dt_projs_bias", starts.stepBias(), 4, inner);
        normWeight = weight("out_norm.weight", starts.constant(1), inner);
        normBias = weight("out_norm.bias", starts.constant(0), inner);
        in = weight("in_proj.weight", starts.truncatedNormal(0.02), inner, dim);
        convolution = weight("conv2d.weight", starts.uniform(1 / 3.0), inner, 1, 3, 3);
        out = weight("out_proj.weight", starts.truncatedNormal(0.02), dim, inner);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray map = inputs.singletonOrThrow();
        NDArray x = Layers.linear(map, value(store, in, map, training), null);
        x = Layers.silu(Layers.convolveEach(x, value(store, convolution, map, training)));
        NDArray merged = scan(store, x, training);
        NDArray normed =
                Layers.norm(merged, value(store, normWeight, map, training), value(store, normBias, map, training));
        return new NDList(Layers.linear(normed, value(store, out, map, training), null));
    }

    private NDArray scan(ParameterStore store, NDArray x, boolean training) {
        int width = rank + 2 * states;
        NDArray weights = borrowed(value(store, projection, x, training).reshape(4L * width, inner), x);
        // the projections are position-wise, so they are taken once in spatial order, whatever the scan order is
        Ss2dKernel.Inputs inputs = new Ss2dKernel.Inputs(
                x,
                Layers.linear(x, weights, null),
                borrowed(value(store, stepWeight, x, training).transpose(0, 2, 1), x),
                value(store, stepBias, x, training),
                borrowed(value(store, logDecay, x, training).exp(), x).neg().reshape(4, inner, states),
                borrowed(value(store, skip, x, training).reshape(4, inner), x));
        // only tensor operations leave the engine a way back
        return JniUtils.isGradMode()
                ? TensorSs2d.run(inputs)
                : Kernels.ss2d(x.getDevice()).forward(inputs);
    }

    /** Results of operations on a weight hang on the weight's manager and would live as long: move them. */
    private static NDArray borrowed(NDArray derived, NDArray owner) {
        derived.attach(owner.getManager());
        return derived;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
