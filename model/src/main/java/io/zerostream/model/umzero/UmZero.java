package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A hybrid of convolution and Mamba, after UMZero: pictures (B,3,H,W), normalised, to semantic vectors (B,a). A picture's
 * vector does not depend on its batch. With v_i its i-th of n branches, t its {@link ClosedFormTerm} or 0 without it, s the
 * scale, m the mirror image of x (in a network that is not mirrored m is x):
 *
 * <pre>v(x) = s ( Σ_i (v_i(x) + v_i(m)) / 2n + t(x, m) )</pre>
 */
public final class UmZero extends NamedBlock {
    /** What manifests call it. */
    public static final String ARCHITECTURE = "umzero";

    private static final int COLUMNS = 3;

    private final List<UmZeroBranch> branches = new ArrayList<>();
    private final float scale;
    private final boolean mirrored;
    private final @Nullable ClosedFormTerm term;

    /**
     * A network without weights: {@link #initialize} draws them, {@link #load} takes them from a checkpoint.
     *
     * @param config its shape
     * @param seed of the start values; the same seed gives the same weights
     */
    public UmZero(UmZeroConfig config, long seed) {
        Starts starts = new Starts(seed);
        scale = config.scale();
        mirrored = config.mirrored();
        for (int i = 0; i < config.branches().size(); i++) {
            UmZeroConfig.Backbone shape = config.branches().get(i);
            branches.add(child("branches." + i, new UmZeroBranch(shape, config, starts)));
        }
        UmZeroConfig.ClosedForm closedForm = config.closedForm();
        term = closedForm == null ? null : child("closed_form", new ClosedFormTerm(config, closedForm, starts));
    }

    /** Its branches, in the configuration's order. */
    public List<UmZeroBranch> branches() {
        return List.copyOf(branches);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray images = inputs.singletonOrThrow();
        NDManager scratch = images.getManager();
        List<NDArray> views = mirrored ? List.of(images, images.flip(COLUMNS)) : List.of(images);
        int shared = term == null ? 0 : term.firstUnit();
        NDArray sum = scratch.create(0f);
        NDArray features = scratch.create(0f);
        for (NDArray view : views) {
            NDList pooled = new NDList();
            for (int i = 0; i < branches.size(); i++) {
                UmZeroBranch branch = branches.get(i);
                NDArray map = branch.backbone().run(store, view, 0, shared, training);
                sum = sum.add(branch.behind(store, map, shared, training));
                if (term != null) {
                    pooled.add(term.pooled(store, i, map, training));
                }
                if (map != view && !JniUtils.isGradMode()) {
                    map.close();
                }
            }
            if (term != null) {
                features = features.add(NDArrays.concat(pooled, 1));
            }
        }
        NDArray vectors = sum.div(scratch.create((float) views.size() * branches.size()));
        if (term != null) {
            NDArray mean = features.div(scratch.create((float) views.size()));
            vectors =
                    vectors.add(term.forward(store, new NDList(mean), training).singletonOrThrow());
        }
        return new NDList(vectors.mul(scratch.create(scale)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return branches.get(0).getOutputShapes(inputs);
    }
}
