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

/**
 * Tokens (B,t,d) to (B,t,d): x += attention(norm1 x); x += mlp(norm2 x). Names as in timm.
 */
final class TransformerBlock extends NamedBlock {
    private final int heads;
    private final LayerNormed norm1;
    private final LayerNormed norm2;
    private final Projection qkv;
    private final Projection out;
    private final Projection fc1;
    private final Projection fc2;

    TransformerBlock(VisionTransformerConfig config, Starts starts) {
        int d = config.width();
        heads = config.heads();
        norm1 = child("norm1", new LayerNormed(d, starts));
        qkv = child("attn.qkv", new Projection(d, 3 * d, true, starts));
        out = child("attn.proj", new Projection(d, d, true, starts));
        norm2 = child("norm2", new LayerNormed(d, starts));
        fc1 = child("mlp.fc1", new Projection(d, config.mlpRatio() * d, true, starts));
        fc2 = child("mlp.fc2", new Projection(config.mlpRatio() * d, d, true, starts));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow();
        x = x.add(attention(store, norm1.of(store, x, training), training));
        NDArray hidden = Layers.gelu(fc1.of(store, norm2.of(store, x, training), training));
        return new NDList(x.add(fc2.of(store, hidden, training)));
    }

    /** softmax(Q Kᵀ / √(d/heads)) V in each head. */
    private NDArray attention(ParameterStore store, NDArray x, boolean training) {
        Shape s = x.getShape();
        long each = s.get(2) / heads;
        NDArray parts = qkv.of(store, x, training)
                .reshape(s.get(0), s.get(1), 3, heads, each)
                .transpose(2, 0, 3, 1, 4);
        NDArray scale = x.getManager().create((float) (1 / Math.sqrt((double) each)));
        NDArray weights = parts.get(0)
                .mul(scale)
                .matMul(parts.get(1).transpose(0, 1, 3, 2))
                .softmax(-1);
        NDArray mixed = weights.matMul(parts.get(2)).transpose(0, 2, 1, 3).reshape(s);
        return out.of(store, mixed, training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return inputs;
    }

    /** LayerNorm over the last axis, ε = 1e-6 as in timm. */
    static final class LayerNormed extends NamedBlock {
        private static final float EPSILON = 1e-6f;
        private final Parameter weight;
        private final Parameter bias;

        LayerNormed(int d, Starts starts) {
            weight = weight("weight", starts.constant(1), d);
            bias = weight("bias", starts.constant(0), d);
        }

        NDArray of(ParameterStore store, NDArray x, boolean training) {
            return forward(store, new NDList(x), training).singletonOrThrow();
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
            NDArray x = inputs.singletonOrThrow();
            return ai.djl.nn.norm.LayerNorm.layerNorm(
                    x, weight.getShape(), value(store, weight, x, training), value(store, bias, x, training), EPSILON);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return inputs;
        }
    }
}
