package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.Layers;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;

/**
 * High-order Global Aggregator: weighs channels by how they vary together. A normed map x (B,r,C), r positions, to one of
 * the same shape:
 *
 * <pre>
 * z = W_r x, less its mean over positions               (B,r,q)
 * Σ = zᵀz / r + 0.001 I                                 covariance (B,q,q)
 * S = Σ^½ by five Newton–Schulz steps (Li et al. 2018, iSQRT-COV, equations 2 to 5)
 * u = rowsum(M ∘ S)                                     one number a row (B,q)
 * y = x ∘ (1 + tanh(W_u u + b_u))
 * </pre>
 *
 * <p>W_u and b_u start at 0: a new block leaves the map as it is.
 */
public final class HighOrderAggregator extends NamedBlock {
    private static final int STEPS = 5;

    private final Parameter reduce;
    private final Parameter rows;
    private final Parameter gate;
    private final Parameter gateBias;

    /**
     * A block without weights.
     *
     * @param channels C
     * @param statistics q
     * @param starts where start values come from
     */
    HighOrderAggregator(int channels, int statistics, Starts starts) {
        reduce = weight("reduce.weight", starts.uniform(1 / Math.sqrt(channels)), statistics, channels);
        rows = weight("rows.weight", starts.truncatedNormal(0.1), statistics, statistics);
        gate = weight("gate.weight", starts.constant(0), channels, statistics);
        gateBias = weight("gate.bias", starts.constant(0), channels);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow();
        NDManager scratch = x.getManager();
        long positions = x.getShape().get(1);
        NDArray z = Layers.linear(x, value(store, reduce, x, training), null);
        NDArray centred = z.sub(z.mean(new int[] {1}, true));
        NDArray ridge = scratch.eye((int) z.getShape().get(2)).mul(scratch.create(1e-3f));
        NDArray covariance = centred.transpose(0, 2, 1)
                .batchMatMul(centred)
                .div(scratch.create((float) positions))
                .add(ridge);
        NDArray u = squareRoot(covariance).mul(value(store, rows, x, training)).sum(new int[] {2});
        NDArray opened = Layers.linear(u, value(store, gate, x, training), value(store, gateBias, x, training))
                .tanh();
        return new NDList(x.add(x.mul(opened.expandDims(1))));
    }

    /**
     * The positive square root of positive definite matrices (B,q,q), coupled Newton–Schulz iteration after scaling by the
     * trace: Y ← ½Y(3I - ZY), Z ← ½(3I - ZY)Z from Y = Σ/tr Σ, Z = I.
     */
    static NDArray squareRoot(NDArray matrices) {
        NDManager scratch = matrices.getManager();
        int size = (int) matrices.getShape().get(2);
        NDArray identity = scratch.eye(size).expandDims(0);
        NDArray three = identity.mul(scratch.create(3f));
        NDArray half = scratch.create(0.5f);
        NDArray trace = matrices.mul(identity).sum(new int[] {1, 2}, true);
        NDArray y = matrices.div(trace);
        NDArray z = identity.broadcast(matrices.getShape());
        for (int i = 0; i < STEPS; i++) {
            NDArray t = three.sub(z.batchMatMul(y)).mul(half);
            y = y.batchMatMul(t);
            z = t.batchMatMul(z);
        }
        return y.mul(trace.sqrt());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }
}
