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

    // far above anything sensible; they keep a hostile manifest from asking for all the memory there is
    private static final int MAX_DEPTH = 256;
    private static final int MAX_WIDTH = 65_536;
    private static final int MAX_RATIO = 64;

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
        for (int stage = 0; stage < dims.size(); stage++) {
            check("depths[" + stage + "]", depths.get(stage), MAX_DEPTH);
            check("dims[" + stage + "]", dims.get(stage), MAX_WIDTH);
            if (dims.get(stage) < 2 || Math.min(ssmRatio, mlpRatio) * dims.get(stage) < 1) {
                throw new IllegalArgumentException("dims[" + stage + "] is " + dims.get(stage)
                        + "; it must be at least 2, and at least 1 times ssmRatio and mlpRatio");
            }
        }
        check("stages", depths.size(), MAX_DEPTH);
        check("stateSize", stateSize, MAX_WIDTH);
        check("ssmRatio", ssmRatio, MAX_RATIO);
        check("mlpRatio", mlpRatio, MAX_RATIO);
        check("headClasses", headClasses, MAX_WIDTH);
        if (!(dropPath >= 0 && dropPath < 1)) {
            throw new IllegalArgumentException("dropPath " + dropPath + " is not in [0, 1)");
        }
    }

    private static void check(String name, float value, int most) {
        if (!(value > 0 && value <= most)) {
            throw new IllegalArgumentException(name + " is " + value + "; it must be above 0 and at most " + most);
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

    /** For pictures of 64×64 and training from nothing on two cores within minutes. */
    public static VMambaConfig nano() {
        return new VMambaConfig(List.of(1, 1, 2, 1), List.of(24, 48, 96, 192), 1, 1, 2, 128, 0);
    }
}
