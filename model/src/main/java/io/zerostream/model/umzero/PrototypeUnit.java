package io.zerostream.model.umzero;

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
 * Prototype unit: positions x (B,r,C) and attribute embeddings E (a,v) to a semantic vector (B,a) and attention (B,r,a).
 *
 * <pre>
 * A = softmax over positions of x (E W_q + Q)ᵀ          attributes attend to positions (visual → semantic)
 * v_j = Σ_p A_pj x_p · P_j
 * </pre>
 *
 * <p>A class with unit-length attributes â has the learned prototype Σ_j â_j P_j, spread over the positions that its
 * attributes attend to; the class's score v · â is the picture's product with it. So scores stay linear in the attributes
 * and a class that comes later needs no weights.
 */
public final class PrototypeUnit extends NamedBlock {
    private final Parameter wordQueries;
    private final Parameter queries;
    private final Parameter prototypes;

    /**
     * A block without weights.
     *
     * @param channels C
     * @param config gives a and v
     * @param starts where start values come from
     */
    PrototypeUnit(int channels, UmZeroConfig config, Starts starts) {
        wordQueries = weight("word_queries.weight", starts.truncatedNormal(0.06), channels, config.wordSize());
        queries = weight("queries.weight", starts.truncatedNormal(0.02), config.attributes(), channels);
        prototypes = weight("prototypes.weight", starts.truncatedNormal(0.02), config.attributes(), channels);
    }

    /** @param inputs x (B,r,C), and E (a,v), an array of x's manager */
    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.get(0);
        NDArray query = Layers.linear(inputs.get(1), value(store, wordQueries, x, training), null)
                .add(value(store, queries, x, training));
        NDArray attention = Layers.linear(x, query, null).softmax(1);
        NDArray seen = Layers.linear(x, value(store, prototypes, x, training), null);
        return new NDList(attention.mul(seen).sum(new int[] {1}), attention);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape x = inputs[0];
        long a = prototypes.getShape().get(0);
        return new Shape[] {new Shape(x.get(0), a), new Shape(x.get(0), x.get(1), a)};
    }
}
