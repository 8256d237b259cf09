package io.zerostream.trainer.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.zerostream.model.umzero.ConvolutionalBackbone;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.learn.Lanes;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What the networks as pretrained make of pictures: the branches' last maps, averaged over positions and, if the network
 * looks at mirror images, over picture and mirror image, side by side. f numbers a picture, measured once. Immutable.
 */
final class FrozenFeatures {
    private static final int BATCH = 32;

    private final PictureMaps maps;
    private final List<float[]> branches;

    private FrozenFeatures(PictureMaps maps, List<float[]> branches) {
        this.maps = maps;
        this.branches = branches;
    }

    /**
     * Measures them.
     *
     * @param start networks with pretrained weights
     * @param maps of the pictures
     * @param lanes one a branch
     */
    static FrozenFeatures of(UmZeroSettings settings, HybridStage start, PictureMaps maps, Lanes lanes) {
        int views = settings.network().mirrored() ? 2 : 1;
        return new FrozenFeatures(
                maps,
                lanes.all(
                        start.network().branches().size(),
                        i -> pooled(
                                start.network().branches().get(i).backbone(),
                                start.manager(),
                                settings.firstUnit(),
                                maps.branch(i),
                                maps.size(),
                                views)));
    }

    /** Features (n,f) of some of the pictures, row-major. */
    float[] rows(List<LabelledPicture> pictures) {
        int[] numbers = maps.numbers(pictures);
        int width = branches.stream().mapToInt(this::width).sum();
        float[] rows = new float[numbers.length * width];
        for (int n = 0; n < numbers.length; n++) {
            int at = n * width;
            for (float[] branch : branches) {
                int own = width(branch);
                System.arraycopy(branch, numbers[n] * own, rows, at, own);
                at += own;
            }
        }
        return rows;
    }

    private int width(float[] branch) {
        return branch.length / maps.size();
    }

    private static float[] pooled(
            ConvolutionalBackbone backbone, NDManager manager, int firstUnit, BranchMaps maps, int count, int views) {
        float[] rows = new float[0];
        for (int from = 0; from < count; from += BATCH) {
            int first = from;
            int some = Math.min(BATCH, count - from);
            int[] numbers = IntStream.range(0, some * views)
                    .map(i -> BranchMaps.number(first + i / views, i % views == 1))
                    .toArray();
            try (NDManager scratch = manager.newSubManager()) {
                ParameterStore store = new ParameterStore(scratch, false);
                NDArray last = backbone.run(store, maps.read(scratch, numbers), firstUnit, backbone.depth(), false);
                float[] means = last.reshape(some, views, last.getShape().get(1), -1)
                        .mean(new int[] {3})
                        .mean(new int[] {1})
                        .toFloatArray();
                if (from == 0) {
                    rows = new float[means.length / some * count];
                }
                System.arraycopy(means, 0, rows, means.length / some * from, means.length);
            }
        }
        return rows;
    }
}
