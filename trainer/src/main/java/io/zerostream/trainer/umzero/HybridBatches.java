package io.zerostream.trainer.umzero;

import io.zerostream.trainer.internal.Seeds;
import io.zerostream.trainer.learn.BatchSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Cached maps of pictures and of their mirror images, for each branch in an order of its own that every pass draws anew. */
final class HybridBatches implements BatchSource<HybridBatch> {
    private final long seed;
    private final int branches;
    private final int batchSize;
    private final int[] pictures;
    private final int[] labels;

    /**
     * @param seed of the stage
     * @param batchSize pictures a step
     * @param pictures numbers of pictures in the maps
     * @param labels their indices among the trained classes
     */
    HybridBatches(long seed, int branches, int batchSize, int[] pictures, int[] labels) {
        this.seed = seed;
        this.branches = branches;
        this.batchSize = batchSize;
        this.pictures = pictures;
        this.labels = labels;
    }

    @Override
    public int pictures() {
        return pictures.length;
    }

    @Override
    public HybridBatch make(long n) {
        List<HybridBatch.Part> parts = new ArrayList<>();
        for (int branch = 0; branch < branches; branch++) {
            parts.add(part(n, Seeds.of(seed, "branch", branch)));
        }
        return new HybridBatch(parts);
    }

    private HybridBatch.Part part(long n, long branchSeed) {
        SplittableRandom random = new SplittableRandom(Seeds.of(branchSeed, "views", n));
        int[] maps = new int[batchSize];
        int[] theirs = new int[batchSize];
        int[] order = new int[0];
        for (int i = 0; i < batchSize; i++) {
            long place = n * batchSize + i;
            int at = (int) (place % pictures.length);
            if (i == 0 || at == 0) {
                order = Seeds.permutation(Seeds.of(branchSeed, "order", place / pictures.length), pictures.length);
            }
            maps[i] = BranchMaps.number(pictures[order[at]], random.nextBoolean());
            theirs[i] = labels[order[at]];
        }
        return new HybridBatch.Part(maps, theirs, random.nextLong());
    }
}
