package io.zerostream.model.vspcn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * VSPCN: pictures (B,3,H,W), normalised, to semantic vectors (B,a).
 *
 * <p>Tokens are [class, visual prompt, semantic prompt, patches] and, beside them, embeddings S (B,a,d) of the attributes.
 * At the start each prompt looks once at the patches resp. S (weak fusion). Before each deep block S is adapted to the
 * picture, S = α_a·attention(S, patches) + (1-α_a)·S, and the prompts are fused strongly: the visual one with the patches,
 * the semantic one with S. S is adapted picture by picture: the public code's mean over the batch would make a prediction
 * depend on its neighbours.
 *
 * <p>A class's prototype is W·attributes, and its score the dot product with the class token c: c·(W·att) = (Wᵀc)·att. So Wᵀc
 * is the semantic vector.
 */
public final class PromptCollaborationNetwork extends NamedBlock {
    /** What manifests call it. */
    public static final String ARCHITECTURE = "vspcn";

    /** How the names of the frozen transformer's parameters begin. */
    public static final String FROZEN = "vit.";

    private static final int PROMPTS = 2;

    private final VspcnConfig config;
    private final VisionTransformer transformer;
    private final Parameter visualPrompt;
    private final Parameter semanticPrompt;
    private final Parameter words;
    private final Projection fromWords;
    private final Projection prototypes;
    private final List<CrossAttention> weak = new ArrayList<>();
    private final List<Deep> deep = new ArrayList<>();

    private record Deep(@Nullable CrossAttention adapter, CrossAttention visual, CrossAttention semantic) {}

    /**
     * A network without weights: {@link #initialize} draws them, {@link #load} takes them from a checkpoint.
     *
     * @param config its shape
     * @param seed of the start values; the same seed gives the same weights
     */
    public PromptCollaborationNetwork(VspcnConfig config, long seed) {
        this.config = config;
        Starts starts = new Starts(seed);
        int d = config.backbone().width();
        int patches = config.backbone().patches();
        transformer = child("vit", new VisionTransformer(config.backbone(), starts));
        visualPrompt = weight("visual_prompt", starts.truncatedNormal(0.02), 1, 1, d);
        semanticPrompt = weight("semantic_prompt", starts.truncatedNormal(0.02), 1, 1, d);
        words = weight("words", starts.normal(), config.attributes(), config.wordSize());
        fromWords = child("from_words", new Projection(config.wordSize(), d, false, starts));
        prototypes = child("prototype", new Projection(config.attributes(), d, false, starts));
        if (config.weakFusion()) {
            weak.add(child("weak.visual", new CrossAttention(d, patches, 1, starts)));
            weak.add(child("weak.semantic", new CrossAttention(d, config.attributes(), 1, starts)));
        }
        for (int i = config.deepFrom(); i < config.backbone().depth(); i++) {
            deep.add(new Deep(
                    config.adapterShare() == 0
                            ? null
                            : child("strong." + i + ".adapter", new CrossAttention(d, patches, 1, starts)),
                    child("strong." + i + ".visual", new CrossAttention(d, patches, config.visualShare(), starts)),
                    child(
                            "strong." + i + ".semantic",
                            new CrossAttention(d, config.attributes(), config.semanticShare(), starts))));
        }
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        return new NDList(parts(store, inputs, training).vectors());
    }

    /** The vision transformer under it, for which there are published weights. */
    public VisionTransformer transformer() {
        return transformer;
    }

    /** A forward with what its losses need. */
    public Parts parts(ParameterStore store, NDList images, boolean training) {
        NDArray pictures = images.singletonOrThrow();
        NDArray embedded = transformer.embed(store, pictures, training);
        NDArray first = embedded.get(new NDIndex(":, :1"));
        NDArray patches = embedded.get(new NDIndex(":, 1:"));
        NDArray rows = pictures.getManager().zeros(new Shape(pictures.getShape().get(0), 1, 1));
        NDArray visual = rows.add(value(store, visualPrompt, pictures, training));
        NDArray semantic = rows.add(value(store, semanticPrompt, pictures, training));
        NDArray attributes = rows.add(fromWords.of(
                store, pictures.getManager().create(1f).mul(value(store, words, pictures, training)), training));
        if (!weak.isEmpty()) {
            visual = visual.add(weak.get(0).of(store, visual, patches, training));
            semantic = semantic.add(weak.get(1).of(store, semantic, attributes, training));
        }
        NDArray tokens = first.concat(visual, 1).concat(semantic, 1).concat(patches, 1);
        for (int i = 0; i < config.backbone().depth(); i++) {
            if (i >= config.deepFrom()) {
                Deep fusion = deep.get(i - config.deepFrom());
                patches = tokens.get(new NDIndex(":, " + (1 + PROMPTS) + ":"));
                attributes = adapted(store, fusion, attributes, patches, training);
                visual = tokens.get(new NDIndex(":, 1:2"));
                semantic = tokens.get(new NDIndex(":, 2:3"));
                visual = visual.add(fusion.visual.of(store, visual, patches, training));
                semantic = semantic.add(fusion.semantic.of(store, semantic, attributes, training));
                tokens = tokens.get(new NDIndex(":, :1"))
                        .concat(visual, 1)
                        .concat(semantic, 1)
                        .concat(patches, 1);
            }
            tokens = transformer.block(store, i, tokens, training);
        }
        tokens = transformer.norm(store, tokens, training);
        NDArray seen = tokens.get(new NDIndex(":, 0"));
        return new Parts(
                seen.matMul(prototypes.matrix(store, seen, training)),
                seen,
                tokens.get(new NDIndex(":, 1")),
                tokens.get(new NDIndex(":, 2")));
    }

    private NDArray adapted(ParameterStore store, Deep fusion, NDArray attributes, NDArray patches, boolean training) {
        CrossAttention adapter = fusion.adapter;
        if (adapter == null) {
            return attributes;
        }
        float share = config.adapterShare();
        NDArray looked = adapter.of(store, attributes, patches, training);
        return looked.mul(patches.getManager().create(share))
                .add(attributes.mul(patches.getManager().create(1 - share)));
    }

    /**
     * Prototypes of classes, to which tokens are compared.
     *
     * @param classes attributes (C,a), of unit length
     * @return (C,d), on the manager of the classes
     */
    public NDArray prototypes(ParameterStore store, NDArray classes, boolean training) {
        return prototypes.of(store, classes, training);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), config.attributes())};
    }

    /**
     * Results of a forward.
     *
     * @param vectors semantic vectors (B,a)
     * @param seen class token behind the last norm (B,d)
     * @param visual prompt there (B,d)
     * @param semantic prompt there (B,d)
     */
    public record Parts(NDArray vectors, NDArray seen, NDArray visual, NDArray semantic) {}
}
