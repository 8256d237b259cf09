package io.zerostream.model.zeromamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.vmamba.VMamba;
import io.zerostream.model.vmamba.cpu.CpuBackbone;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * ZeroMamba: pictures (B,3,H,W), normalised, to semantic vectors (B,a).
 *
 * <p>Parameters fall into the published training's three groups by name: {@code VisionMamba.} (backbone, and SLP's V, W1,
 * W2), {@code clf_head.} (GRL) and {@code clf_head2.} (SeF).
 */
public final class ZeroMamba extends NamedBlock {
    /** What manifests call it. */
    public static final String ARCHITECTURE = "zeromamba";

    private final VMamba backbone;
    private final @Nullable SemanticLocalProjection local;
    private final GlobalRepresentation global;
    private final @Nullable SemanticFusion fusion;

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
        local = config.embeddingSize() == 0
                ? null
                : child(
                        "VisionMamba.classifier2",
                        new SemanticLocalProjection(
                                a, config.embeddingSize(), config.backbone().features(), starts));
        global = child("clf_head", new GlobalRepresentation(a, config.backbone().headClasses(), starts));
        fusion = config.localHidden() == 0
                ? null
                : child("clf_head2", new SemanticFusion(a, config.localHidden(), starts));
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

    /** From the backbone's map and logits on. */
    private Parts heads(ParameterStore store, NDList seen, boolean training) {
        NDArray map = seen.get(0);
        Shape s = map.getShape();
        NDArray regions = map.reshape(s.get(0), s.get(1) * s.get(2), s.get(3));
        NDArray globalVector =
                global.forward(store, new NDList(seen.get(1)), training).singletonOrThrow();
        if (local == null) {
            return new Parts(map, seen.get(1), globalVector, null, null, globalVector);
        }
        NDList attended = local.forward(store, new NDList(regions), training);
        NDArray raw = attended.get(0);
        NDArray fused = fusion == null
                ? globalVector.add(raw)
                : fusion.forward(store, new NDList(globalVector, raw), training).singletonOrThrow();
        return new Parts(map, seen.get(1), globalVector, raw, attended.get(1), fused);
    }

    /**
     * Forward, loss and the way back for a batch: adds its gradients to those of the parameters. With fused kernels (see
     * {@link #fuse}) the trunk's are theirs; everything else, and without them all, is the engine's.
     *
     * @param store on a manager that lives as long as the weights
     * @param images (B,3,H,W), normalised; its manager owns what the call makes, and is the caller's to close
     * @param loss from the results to a scalar
     * @return the loss
     */
    public float addGradients(ParameterStore store, NDArray images, Function<Parts, NDArray> loss) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            Optional<CpuBackbone.Recording> recorded = backbone.record(images);
            JniUtils.setGradMode(true);
            if (recorded.isEmpty()) {
                NDArray value = loss.apply(parts(store, new NDList(images), true));
                JniUtils.backward(
                        (PtNDArray) value, (PtNDArray) images.getManager().create(1f), false, false);
                return value.getFloat();
            }
            try (CpuBackbone.Recording recording = recorded.get()) {
                NDArray map = recording.map();
                map.setRequiresGradient(true);
                NDArray value = loss.apply(heads(store, backbone.head(store, map, true), true));
                JniUtils.backward(
                        (PtNDArray) value, (PtNDArray) images.getManager().create(1f), false, false);
                try (NDArray upstream = map.getGradient()) {
                    backbone.backward(recording, upstream);
                }
                return value.getFloat();
            }
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return global.getOutputShapes(new Shape[] {backbone.getOutputShapes(inputs)[1]});
    }

    /**
     * Results of a forward.
     *
     * @param map last map before its norm (B,h,w,F)
     * @param headLogits of the backbone's own head (B,headClasses)
     * @param global GRL's vector (B,a)
     * @param localRaw SLP's scores before SeF's MLP (B,a); null without SLP
     * @param attention of attributes to regions (B,a,h·w); null without SLP
     * @param fused the semantic vector (B,a)
     */
    public record Parts(
            NDArray map,
            NDArray headLogits,
            NDArray global,
            @Nullable NDArray localRaw,
            @Nullable NDArray attention,
            NDArray fused) {}
}
