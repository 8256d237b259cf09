package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.Layers;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.vmamba.SelectiveScan2d;
import io.zerostream.model.vmamba.VMambaConfig;
import java.util.List;

/**
 * Mamba Interaction Module: near and far context for a normed map x (B,h,w,C), and what the attributes say of it; E (a,v)
 * are the attributes' embeddings.
 *
 * <pre>
 * [c | s] = W_d x                                       (B,h,w,d), halved by channels
 * m = shuffle(silu(conv3×3(c)), SS2D(s))                channels alternate
 * m ← m + softmax(Q(m) K(E)ᵀ / √d) V(E)                 positions attend to attributes (semantic → visual)
 * y = x + W_u gelu(m) + b_u
 * </pre>
 *
 * <p>W_u and b_u start at 0: a new block leaves the map as it is. The other direction, attributes attending to positions,
 * is {@link PrototypeUnit}'s.
 */
public final class MambaInteraction extends NamedBlock {
    private final int half;
    private final Parameter down;
    private final Parameter downBias;
    private final Parameter near;
    private final Parameter nearBias;
    private final SelectiveScan2d far;
    private final Parameter query;
    private final Parameter key;
    private final Parameter content;
    private final Parameter up;
    private final Parameter upBias;

    /**
     * A block without weights.
     *
     * @param channels C
     * @param config gives d and v
     * @param starts where start values come from
     */
    MambaInteraction(int channels, UmZeroConfig config, Starts starts) {
        int d = config.interaction();
        int v = config.wordSize();
        half = d / 2;
        down = weight("down.weight", starts.uniform(1 / Math.sqrt(channels)), d, channels);
        downBias = weight("down.bias", starts.constant(0), d);
        near = weight("near.weight", starts.uniform(1 / Math.sqrt(9.0 * half)), half, half, 3, 3);
        nearBias = weight("near.bias", starts.constant(0), half);
        // of these only the state size and the inner ratio matter to a scan
        VMambaConfig scan = new VMambaConfig(List.of(1), List.of(half), 1, 1, 1, 1, 0);
        far = child("far", new SelectiveScan2d(half, scan, starts));
        query = weight("query.weight", starts.uniform(1 / Math.sqrt(d)), d, d);
        key = weight("key.weight", starts.uniform(1 / Math.sqrt(v)), d, v);
        content = weight("content.weight", starts.uniform(1 / Math.sqrt(v)), d, v);
        up = weight("up.weight", starts.constant(0), channels, d);
        upBias = weight("up.bias", starts.constant(0), channels);
    }

    /** @param inputs x (B,h,w,C), and E (a,v), an array of x's manager */
    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.get(0);
        NDArray embeddings = inputs.get(1);
        Shape s = x.getShape();
        NDList halves = Layers.linear(x, value(store, down, x, training), value(store, downBias, x, training))
                .split(2, 3);
        NDArray c = Layers.silu(convolve(store, halves.get(0), training));
        NDArray f = far.forward(store, new NDList(contiguous(halves.get(1))), training)
                .singletonOrThrow();
        NDArray m = c.stack(f, 4).reshape(s.get(0), s.get(1) * s.get(2), 2L * half);
        NDArray q = Layers.linear(m, value(store, query, x, training), null);
        NDArray k = Layers.linear(embeddings, value(store, key, x, training), null);
        NDArray told = Layers.linear(embeddings, value(store, content, x, training), null);
        NDArray scale = x.getManager().create((float) (1 / Math.sqrt(2.0 * half)));
        NDArray attention = q.matMul(k.transpose()).mul(scale).softmax(2);
        m = m.add(attention.matMul(told));
        NDArray back = Layers.linear(Layers.gelu(m), value(store, up, x, training), value(store, upBias, x, training));
        return new NDList(x.add(back.reshape(s)));
    }

    private NDArray convolve(ParameterStore store, NDArray map, boolean training) {
        return Conv2d.conv2d(
                        map.transpose(0, 3, 1, 2),
                        value(store, near, map, training),
                        value(store, nearBias, map, training),
                        new Shape(1, 1),
                        new Shape(1, 1),
                        new Shape(1, 1),
                        1)
                .singletonOrThrow()
                .transpose(0, 2, 3, 1);
    }

    /** The scan's kernels read rows of channels without gaps. */
    private static NDArray contiguous(NDArray map) {
        return map.reshape(-1).reshape(map.getShape());
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {inputs[0]};
    }
}
