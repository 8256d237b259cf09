package io.zerostream.trainer.umzero;

import java.util.List;

/**
 * What a step of the hybrid learns from: for each branch pictures of its own.
 *
 * @param parts by branch
 */
record HybridBatch(List<Part> parts) {
    /**
     * Of one branch.
     *
     * @param maps numbers of cached maps (B)
     * @param labels of their pictures, indices of trained classes (B)
     * @param seed of what is left out
     */
    record Part(int[] maps, int[] labels, long seed) {}
}
