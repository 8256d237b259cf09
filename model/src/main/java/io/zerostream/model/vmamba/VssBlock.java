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

/**
 * A visual state-space block: maps (B,H,W,d) to maps (B,H,W,d). drop leaves a branch out for whole pictures, in training
 * only; the inner width of SS2D and the hidden width m of the MLP are ratios of d.
 *
 * <pre>
 * x ← x + drop(SS2D(norm(x)))                                       {@link SelectiveScan2d}
 * x ← x + drop(W_2 gelu(W_1 norm2(x) + b_1) + b_2)                  W_1 (m,d), W_2 (d,m)
 * </pre>
 */
public final class VssBlock extends NamedBlock {
    private final float dropPath;
    private final Parameter normWeight;
    private final Parameter normBias;
    private final SelectiveScan2d op;
    private final Parameter norm2Weight;
    private final Parameter norm2Bias;
    private final Parameter fc1;
    private final Parameter fc1Bias;
    private final Parameter fc2;
    private final Parameter fc2Bias;

    /**
     * A block without weights.
     *
     * @param dim d, channels of the map
     * @param dropPath probability that a branch is left out for a picture in training, in [0, 1)
     * @param config gives N and the ratios of the inner widths
     * @param starts where start values come from
     */
    public VssBlock(int dim, float dropPath, VMambaConfig config, Starts starts) {
        this.dropPath = dropPath;
        int hidden = Math.round(config.mlpRatio() * dim);
        normWeight = weight("norm.weight", starts.constant(1), dim);
        normBias = weight("norm.bias", starts.constant(0), dim);
        op = child("op", new SelectiveScan2d(dim, config, starts));
        norm2Weight = weight("norm2.weight", starts.constant(1), dim);
        norm2Bias = weight("norm2.bias", starts.constant(0), dim);
        fc1 = weight("mlp.fc1.weight", starts.truncatedNormal(0.02), hidden, dim);
        fc1Bias = weight("mlp.fc1.bias", starts.constant(0), hidden);
        fc2 = weight("mlp.fc2.weight", starts.truncatedNormal(0.02), dim, hidden);
        fc2Bias = weight("mlp.fc2.bias", starts.constant(0), dim);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow();
        NDArray normed = Layers.norm(x, value(store, normWeight, x, training), value(store, normBias, x, training));
        x = x.add(dropped(op.forward(store, new NDList(normed), training).singletonOrThrow(), training));
        NDArray hidden = Layers.linear(
                Layers.norm(x, value(store, norm2Weight, x, training), value(store, norm2Bias, x, training)),
                value(store, fc1, x, training),
                value(store, fc1Bias, x, training));
        NDArray mlp =
                Layers.linear(Layers.gelu(hidden), value(store, fc2, x, training), value(store, fc2Bias, x, training));
        return new NDList(x.add(dropped(mlp, training)));
    }

    /** Probability that a branch is left out for a picture in training. */
    float dropPath() {
        return dropPath;
    }

    /** Stochastic depth: leaves out the branch for a picture with this probability, and scales the rest up. */
    private NDArray dropped(NDArray branch, boolean training) {
        if (!training || dropPath == 0) {
            return branch;
        }
        NDArray keep = branch.getManager()
                .randomUniform(0, 1, new Shape(branch.getShape().get(0), 1, 1, 1))
                .gte(dropPath)
                .toType(branch.getDataType(), false);
        return branch.mul(keep.div(1 - dropPath));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
