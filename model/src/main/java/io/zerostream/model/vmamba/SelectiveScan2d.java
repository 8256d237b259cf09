package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

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

    SelectiveScan2d(int dim, VMambaConfig config, Starts starts) {
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
        long b = map.getShape().get(0);
        long h = map.getShape().get(1);
        long w = map.getShape().get(2);
        long l = h * w;
        NDArray x = Layers.linear(map, value(store, in, map, training), null);
        x = Layers.silu(Layers.convolve(x, value(store, convolution, map, training), null, 1, inner));
        NDArray merged = CrossScan.merge(scan(store, x, training, b, h, w, l), h, w);
        NDArray normed =
                Layers.norm(merged, value(store, normWeight, map, training), value(store, normBias, map, training));
        return new NDList(Layers.linear(normed, value(store, out, map, training), null));
    }

    /** @return (4,B,L,D) in scan order */
    private NDArray scan(ParameterStore store, NDArray x, boolean training, long b, long h, long w, long l) {
        int width = rank + 2 * states;
        NDArray weights = borrowed(value(store, projection, x, training).reshape(4L * width, inner), x);
        // the projections are position-wise, so they are taken once in spatial order and reordered while they are
        // narrow
        NDArray p = Layers.linear(x, weights, null).reshape(b, h, w, 4, width).transpose(3, 0, 1, 2, 4);
        NDList parts = CrossScan.order(p).split(new long[] {rank, rank + states}, 3);
        NDArray xs = CrossScan.scan(x);
        NDArray stepWeights = borrowed(value(store, stepWeight, x, training).transpose(0, 2, 1), x);
        NDArray bias = borrowed(value(store, stepBias, x, training).reshape(4, 1, inner), x);
        NDArray dt = Activation.softPlus(
                        parts.get(0).reshape(4, b * l, rank).matMul(stepWeights).add(bias))
                .reshape(4, b, l, inner);
        NDArray decay =
                borrowed(value(store, logDecay, x, training).exp(), x).neg().reshape(4, inner, states);
        NDArray y = SelectiveScan.blocked().scan(xs, dt, decay, parts.get(1), parts.get(2));
        return y.add(xs.mul(borrowed(value(store, skip, x, training).reshape(4, 1, 1, inner), x)));
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
