package io.zerostream.model.zeromamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.vmamba.VMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig.Part;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ZeroMamba: pictures (B,3,H,W), normalised, to semantic vectors (B,a). With F channels and L = h·w regions of the
 * backbone's last map:
 *
 * <pre>
 * x      = VMamba(picture)                       (B,h,w,F), before the last norm
 * z      = W_h pool(norm(x)) + b_h               (B,headClasses), the backbone's own head
 * g      = W_g z                                 (B,a), {@link GlobalRepresentation}: GRL is norm, pooling, head and W_g
 * A, r   = attention of attributes to regions    (B,a,L), (B,a), {@link SemanticLocalProjection}: SLP
 * f      = g + u/|u|,  u = W_b relu(W_a r)       (B,a), {@link SemanticFusion}: SeF
 * </pre>
 *
 * <p>f is the semantic vector. Any of the three can be left out ({@link ZeroMambaConfig.Part}).
 *
 * <p>Parameters fall into the published training's three groups by name: {@code VisionMamba.} (backbone, and SLP's V, W1,
 * W2), {@code clf_head.} (GRL) and {@code clf_head2.} (SeF).
 */
public final class ZeroMamba extends NamedBlock {
    /** What manifests call it. */
    public static final String ARCHITECTURE = "zeromamba";

    private final VMamba backbone;
    private final @Nullable SemanticLocalProjection local;
    private final @Nullable GlobalRepresentation global;
    private final @Nullable SemanticFusion fusion;
    private final int attributes;

    /**
     * A network without weights: {@link #initialize} draws them, {@link #load} takes them from a checkpoint.
     *
     * @param config its shape
     * @param seed of the start values; the same seed gives the same weights
     */
    public ZeroMamba(ZeroMambaConfig config, long seed) {
        Starts starts = new Starts(seed);
        int a = config.attributes();
        backbone = child("VisionMamba", new VMamba(config.backbone(), starts));
        attributes = a;
        local = config.has(Part.SLP)
                ? child(
                        "VisionMamba.classifier2",
                        new SemanticLocalProjection(
                                a, config.embeddingSize(), config.backbone().features(), starts))
                : null;
        global = config.has(Part.GRL)
                ? child(
                        "clf_head",
                        new GlobalRepresentation(a, config.backbone().headClasses(), starts))
                : null;
        fusion = config.has(Part.SEF) ? child("clf_head2", new SemanticFusion(a, config.localHidden(), starts)) : null;
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        if (training || inputs.singletonOrThrow().getDevice().isGpu()) {
            return new NDList(parts(store, inputs, training).fused());
        }
        return new NDList(alone(store, backbone.forward(store, inputs, false).get(0)));
    }

    /**
     * From the backbone's map on, picture by picture. The engine's matrix products round differently for other heights;
     * the fused kernels do not. So a picture has the same vector, bit by bit, whatever batch it is in. A thousandth of the
     * work is here, so it costs next to nothing; on a GPU the launches would count.
     */
    private NDArray alone(ParameterStore store, NDArray map) {
        NDList vectors = new NDList();
        for (long i = 0; i < map.getShape().get(0); i++) {
            NDArray one = map.get(new NDIndex().addSliceDim(i, i + 1));
            vectors.add(heads(store, backbone.head(store, one, false), false).fused());
        }
        return NDArrays.concat(vectors);
    }

    /** A forward with what it is made of. */
    public Parts parts(ParameterStore store, NDList images, boolean training) {
        return heads(store, backbone.forward(store, images, training), training);
    }

    @Override
    public Optional<NDArray> attention(ParameterStore store, NDArray images) {
        Parts parts = parts(store, new NDList(images), false);
        NDArray attention = parts.attention();
        Shape map = parts.map().getShape();
        return attention == null
                ? Optional.empty()
                : Optional.of(attention.reshape(map.get(0), attention.getShape().get(1), map.get(1), map.get(2)));
    }

    /** The backbone under it. */
    VMamba backbone() {
        return backbone;
    }

    /**
     * From the backbone's map and logits on.
     *
     * @param seen the map (B,h,w,F) and the logits (B,headClasses)
     */
    Parts heads(ParameterStore store, NDList seen, boolean training) {
        NDArray map = seen.get(0);
        NDArray logits = seen.get(1);
        NDList vectors = new NDList();
        NDArray globalVector = null;
        if (global != null) {
            globalVector = global.forward(store, new NDList(logits), training).singletonOrThrow();
            vectors.add(globalVector);
        }
        if (local == null) {
            return new Parts(map, logits, globalVector, null, null, vectors.singletonOrThrow());
        }
        Shape s = map.getShape();
        NDArray regions = map.reshape(s.get(0), s.get(1) * s.get(2), s.get(3));
        NDList attended = local.forward(store, new NDList(regions), training);
        NDArray raw = attended.get(0);
        NDArray fused;
        if (fusion == null) {
            fused = globalVector == null ? raw : globalVector.add(raw);
        } else {
            vectors.add(raw);
            fused = fusion.forward(store, vectors, training).singletonOrThrow();
        }
        return new Parts(map, logits, globalVector, raw, attended.get(1), fused);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), attributes)};
    }

    /**
     * Results of a forward.
     *
     * @param map last map before its norm (B,h,w,F)
     * @param headLogits of the backbone's own head (B,headClasses)
     * @param global GRL's vector (B,a); null without GRL
     * @param localRaw SLP's scores before SeF's MLP (B,a); null without SLP
     * @param attention of attributes to regions (B,a,h·w); null without SLP
     * @param fused the semantic vector (B,a)
     */
    public record Parts(
            NDArray map,
            NDArray headLogits,
            @Nullable NDArray global,
            @Nullable NDArray localRaw,
            @Nullable NDArray attention,
            NDArray fused) {}
}
