package io.zerostream.model.vspcn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import org.jspecify.annotations.Nullable;

/**
 * One-headed attention of queries (B,q,d) over others (B,k,d), without a residual:
 *
 * <pre>α · softmax(Q Kᵀ / √d) V + (1 - α) · softmax(bias) V</pre>
 *
 * <p>where the bias (k) is learned and knows nothing of the picture; without it the first term stands alone.
 */
final class CrossAttention extends NamedBlock {
    private final Projection query;
    private final Projection key;
    private final Projection value;
    private final @Nullable Parameter bias;
    private final float share;

    /**
     * @param keys k, needed for the bias
     * @param share α; 1 for no bias
     */
    CrossAttention(int d, int keys, float share, Starts starts) {
        query = child("query", new Projection(d, d, false, starts));
        key = child("key", new Projection(d, d, false, starts));
        value = child("value", new Projection(d, d, false, starts));
        bias = share == 1 ? null : weight("bias", starts.truncatedNormal(0.02), 1, 1, keys);
        this.share = share;
    }

    /** @return (B,q,d) */
    NDArray of(ParameterStore store, NDArray queries, NDArray others, boolean training) {
        return forward(store, new NDList(queries, others), training).singletonOrThrow();
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray queries = inputs.get(0);
        NDArray others = inputs.get(1);
        NDArray scale = queries.getManager()
                .create((float) (1 / Math.sqrt((double) queries.getShape().get(2))));
        NDArray v = value.of(store, others, training);
        NDArray attended = query.of(store, queries, training)
                .mul(scale)
                .matMul(key.of(store, others, training).transpose(0, 2, 1))
                .softmax(-1)
                .matMul(v);
        if (bias == null) {
            return new NDList(attended);
        }
        NDArray learned = queries.getManager()
                .create(1f)
                .mul(value(store, bias, queries, training))
                .softmax(-1);
        NDArray constant = learned.matMul(v);
        return new NDList(attended.mul(queries.getManager().create(share))
                .add(constant.mul(queries.getManager().create(1 - share))));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0]};
    }
}
