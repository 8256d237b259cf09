package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.vmamba.NamedBlock;
import io.zerostream.model.vmamba.Starts;
import java.util.ArrayList;
import java.util.List;

/**
 * A hybrid of convolution and Mamba, after UMZero: pictures (B,3,H,W), normalised, to semantic vectors (B,a), the
 * scaled mean of its branches'. A picture's vector does not depend on its batch.
 */
public final class UmZero extends NamedBlock {
    /** What manifests call it. */
    public static final String ARCHITECTURE = "umzero";

    private static final int COLUMNS = 3;

    private final List<UmZeroBranch> branches = new ArrayList<>();
    private final float scale;
    private final boolean mirrored;

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
    }

    /** Its branches, in the configuration's order. */
    public List<UmZeroBranch> branches() {
        return List.copyOf(branches);
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray images = inputs.singletonOrThrow();
        NDArray sum = vectors(store, images, training);
        int summands = branches.size();
        if (mirrored) {
            sum = sum.add(vectors(store, images.flip(COLUMNS), training));
            summands *= 2;
        }
        return new NDList(sum.mul(images.getManager().create(scale / summands)));
    }

    private NDArray vectors(ParameterStore store, NDArray images, boolean training) {
        NDArray sum = images.getManager().create(0f);
        for (UmZeroBranch branch : branches) {
            sum = sum.add(branch.forward(store, new NDList(images), training).singletonOrThrow());
        }
        return sum;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return branches.get(0).getOutputShapes(inputs);
    }
}
