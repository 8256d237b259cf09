package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.ArrayList;
import java.util.List;

/**
 * The VMamba backbone: pictures (B,3,H,W), normalised, to the last map before its norm (B,h,w,F) and the logits of its own
 * head (B,headClasses).
 */
public final class VMamba extends NamedBlock {
    private final List<NamedBlock> trunk = new ArrayList<>();
    private final Parameter normWeight;
    private final Parameter normBias;
    private final Parameter head;
    private final Parameter headBias;

    /**
     * A backbone without weights.
     *
     * @param config its shape
     * @param starts where start values come from
     */
    public VMamba(VMambaConfig config, Starts starts) {
        List<Integer> dims = config.dims();
        trunk.add(child("patch_embed", new PatchEmbedding(dims.get(0), starts)));
        int total = config.depths().stream().mapToInt(Integer::intValue).sum();
        int index = 0;
        for (int stage = 0; stage < dims.size(); stage++) {
            for (int i = 0; i < config.depths().get(stage); i++, index++) {
                float rate = total == 1 ? 0 : config.dropPath() * index / (total - 1);
                trunk.add(
                        child("layers." + stage + ".blocks." + i, new VssBlock(dims.get(stage), rate, config, starts)));
            }
            if (stage + 1 < dims.size()) {
                trunk.add(child(
                        "layers." + stage + ".downsample",
                        new Downsampling(dims.get(stage), dims.get(stage + 1), starts)));
            }
        }
        int features = config.features();
        normWeight = weight("classifier.norm.weight", starts.constant(1), features);
        normBias = weight("classifier.norm.bias", starts.constant(0), features);
        head = weight("classifier.head.weight", starts.truncatedNormal(0.02), config.headClasses(), features);
        headBias = weight("classifier.head.bias", starts.constant(0), config.headClasses());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow().transpose(0, 2, 3, 1);
        for (NamedBlock block : trunk) {
            x = block.forward(store, new NDList(x), training).singletonOrThrow();
        }
        NDArray normed = Layers.norm(x, value(store, normWeight, x, training), value(store, normBias, x, training));
        NDArray pooled =
                normed.reshape(x.getShape().get(0), -1, x.getShape().get(3)).mean(new int[] {1});
        NDArray logits = Layers.linear(pooled, value(store, head, x, training), value(store, headBias, x, training));
        return new NDList(x, logits);
    }

    /** Patch embedding, blocks and downsamplings in the order in which a picture passes them. */
    List<NamedBlock> trunk() {
        return List.copyOf(trunk);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape picture = inputs[0];
        Shape[] map = {new Shape(picture.get(0), picture.get(2), picture.get(3), picture.get(1))};
        for (NamedBlock block : trunk) {
            map = block.getOutputShapes(map);
        }
        return new Shape[] {map[0], new Shape(picture.get(0), head.getShape().get(0))};
    }
}
