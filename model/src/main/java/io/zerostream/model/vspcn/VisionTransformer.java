package io.zerostream.model.vspcn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import java.util.ArrayList;
import java.util.List;

/**
 * A vision transformer without its classifier: pictures (B,3,H,W), normalised, to tokens (B,1+n,d), the class token first.
 * Names as in timm, so that published weights fit. Its parts can be run one by one, with further tokens among them.
 */
public final class VisionTransformer extends NamedBlock {
    private final VisionTransformerConfig config;
    private final Parameter classToken;
    private final Parameter positions;
    private final Parameter patchWeight;
    private final Parameter patchBias;
    private final List<TransformerBlock> blocks = new ArrayList<>();
    private final TransformerBlock.LayerNormed norm;

    VisionTransformer(VisionTransformerConfig config, Starts starts) {
        this.config = config;
        int d = config.width();
        classToken = weight("cls_token", starts.truncatedNormal(0.02), 1, 1, d);
        positions = weight("pos_embed", starts.truncatedNormal(0.02), 1, 1L + config.patches(), d);
        double bound = 1 / Math.sqrt(3.0 * config.patch() * config.patch());
        patchWeight = weight("patch_embed.proj.weight", starts.uniform(bound), d, 3, config.patch(), config.patch());
        patchBias = weight("patch_embed.proj.bias", starts.uniform(bound), d);
        for (int i = 0; i < config.depth(); i++) {
            blocks.add(child("blocks." + i, new TransformerBlock(config, starts)));
        }
        norm = child("norm", new TransformerBlock.LayerNormed(d, starts));
    }

    /** Tokens with their positions (B,1+n,d). */
    NDArray embed(ParameterStore store, NDArray images, boolean training) {
        long batch = images.getShape().get(0);
        long d = config.width();
        Shape stride = new Shape(config.patch(), config.patch());
        NDArray patches = Conv2d.conv2d(
                        images,
                        value(store, patchWeight, images, training),
                        value(store, patchBias, images, training),
                        stride)
                .singletonOrThrow()
                .reshape(batch, d, config.patches())
                .transpose(0, 2, 1);
        // the first operand's manager owns what follows: not the weights', which lives on
        NDArray first =
                images.getManager().zeros(new Shape(batch, 1, d)).add(value(store, classToken, images, training));
        return first.concat(patches, 1).add(value(store, positions, images, training));
    }

    /** One block; tokens (B,t,d) to (B,t,d) for any t. */
    NDArray block(ParameterStore store, int index, NDArray tokens, boolean training) {
        return blocks.get(index).forward(store, new NDList(tokens), training).singletonOrThrow();
    }

    /** The last norm. */
    NDArray norm(ParameterStore store, NDArray tokens, boolean training) {
        return norm.of(store, tokens, training);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray tokens = embed(store, inputs.singletonOrThrow(), training);
        for (int i = 0; i < blocks.size(); i++) {
            tokens = block(store, i, tokens, training);
        }
        return new NDList(norm(store, tokens, training));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), 1L + config.patches(), config.width())};
    }
}
