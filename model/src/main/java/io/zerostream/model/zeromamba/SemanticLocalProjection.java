package io.zerostream.model.zeromamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;

/**
 * SLP: attribute embeddings attend to the regions of the last map. (B,r,F) to local scores (B,a) and attention (B,a,r).
 */
public final class SemanticLocalProjection extends NamedBlock {
    private final Parameter embeddings;
    private final Parameter attend;
    private final Parameter score;

    SemanticLocalProjection(int attributes, int embeddingSize, int features, Starts starts) {
        embeddings = weight("V", starts.normal(), attributes, embeddingSize);
        attend = weight("W1", starts.normal(), embeddingSize, features);
        score = weight("W2", starts.normal(), embeddingSize, features);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray regions = inputs.singletonOrThrow();
        NDArray f = unit(regions);
        // the first operand's manager owns what follows: not the weights', which lives on
        NDArray v = unit(regions.getManager().create(1f).mul(value(store, embeddings, regions, training)));
        NDArray attention = v.matMul(value(store, attend, regions, training))
                .expandDims(0)
                .matMul(f.transpose(0, 2, 1))
                .softmax(2);
        NDArray attended = attention.matMul(f);
        NDArray local = v.matMul(value(store, score, regions, training))
                .expandDims(0)
                .mul(attended)
                .sum(new int[] {2});
        return new NDList(local, attention);
    }

    /** Rows of the last axis at unit length; lengths are clamped at 1e-12. */
    static NDArray unit(NDArray x) {
        // an array of the manager's, not a Java number: the gradient needs it after this call
        NDArray least = x.getManager().create(1e-12f);
        return x.div(x.norm(new int[] {x.getShape().dimension() - 1}, true).maximum(least));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        long b = inputs[0].get(0);
        long a = embeddings.getShape().get(0);
        return new Shape[] {new Shape(b, a), new Shape(b, a, inputs[0].get(1))};
    }
}
