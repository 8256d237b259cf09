package io.zerostream.model.vmamba;

import java.util.List;

/**
 * Shape of a VMamba backbone.
 *
 * @param depths blocks of each stage, front to back
 * @param dims width of each stage; the official ones double from stage to stage
 * @param stateSize N, state entries of a channel in the selective scan
 * @param ssmRatio D = ssmRatio × width, inner channels of a scan
 * @param mlpRatio hidden width of a block's MLP over its width
 * @param headClasses outputs of the backbone's own classification head (1000 in the published networks)
 * @param dropPath largest drop-path rate; it grows linearly from 0 at the first block
 */
public record VMambaConfig(
        List<Integer> depths,
        List<Integer> dims,
        int stateSize,
        float ssmRatio,
        float mlpRatio,
        int headClasses,
        float dropPath) {

    /**
     * Checks that the parts fit.
     *
     * @throws IllegalArgumentException naming the part that does not
     */
    public VMambaConfig {
        depths = List.copyOf(depths);
        dims = List.copyOf(dims);
        if (depths.isEmpty() || depths.size() != dims.size()) {
            throw new IllegalArgumentException(
                    "depths " + depths + " and dims " + dims + " must name the same stages, at least one");
        }
        if (stateSize < 1 || ssmRatio <= 0 || mlpRatio <= 0 || headClasses < 1) {
            throw new IllegalArgumentException("stateSize, ssmRatio, mlpRatio and headClasses must be positive");
        }
        if (!(dropPath >= 0 && dropPath < 1)) {
            throw new IllegalArgumentException("dropPath " + dropPath + " is not in [0, 1)");
        }
    }

    /** Width of the last stage. */
    public int features() {
        return dims.get(dims.size() - 1);
    }

    /** R, rank of the step projection at a stage: ceil(width / 16). */
    public static int stepRank(int dim) {
        return (dim + 15) / 16;
    }

    /** VMamba-Tiny as published. */
    public static VMambaConfig tiny() {
        return new VMambaConfig(List.of(2, 2, 8, 2), List.of(96, 192, 384, 768), 1, 1, 4, 1000, 0.2f);
    }

    /** VMamba-Small as published. */
    public static VMambaConfig small() {
        return new VMambaConfig(List.of(2, 2, 15, 2), List.of(96, 192, 384, 768), 1, 2, 4, 1000, 0.3f);
    }

    /** VMamba-Base as published. */
    public static VMambaConfig base() {
        return new VMambaConfig(List.of(2, 2, 15, 2), List.of(128, 256, 512, 1024), 1, 2, 4, 1000, 0.6f);
    }
}
