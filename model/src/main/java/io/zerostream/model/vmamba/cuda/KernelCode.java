package io.zerostream.model.vmamba.cuda;

import io.zerostream.model.ModelException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The kernels' source for one pair of sizes; the compiler unrolls over both.
 *
 * @param rank R of the step projection
 * @param states N of a channel
 */
record KernelCode(int rank, int states) {
    /** Channels of a block, one a thread. */
    static final int TILE = 64;

    private static final int LONGEST_STEPS = 16;
    /** A block has 48 KB of shared memory on every GPU; a little is left for the compiler. */
    private static final int SHARED_FLOATS = 12_000;

    private static final int LANES = TILE + 1;
    private static final List<String> FILES = List.of("scan.cuh", "forward.cu", "backward.cu");

    /** @throws ModelException when a block's memory does not hold a single step of the backward */
    KernelCode {
        if (rank < 1 || states < 1 || fitting(rank, states) < 1) {
            throw new ModelException("the CUDA kernels have no room for a step projection of rank " + rank + " with "
                    + states + " states; use smaller ones, or -Dzerostream.kernel=tensor");
        }
    }

    private static int fitting(int rank, int states) {
        return (SHARED_FLOATS / LANES - rank) / (1 + 2 * states);
    }

    /** Numbers of a position's slice of p. */
    int width() {
        return rank + 2 * states;
    }

    /** Gradients of a channel's weights: W, bias, skip, A. */
    int slots() {
        return rank + 2 + states;
    }

    /** Positions of a chunk of the backward: as many as shared memory holds, at most 16. */
    int steps() {
        return Math.min(LONGEST_STEPS, fitting(rank, states));
    }

    /** Options that every compiler of the source needs. */
    List<String> defines() {
        return List.of("-DRANK=" + rank, "-DSTATES=" + states, "-DTILE=" + TILE, "-DSTEPS=" + steps());
    }

    /** The text to compile. */
    static String source() {
        StringBuilder text = new StringBuilder();
        for (String file : FILES) {
            try (InputStream in = KernelCode.class.getResourceAsStream(file)) {
                if (in == null) {
                    throw new ModelException("the CUDA source " + file + " is missing beside " + KernelCode.class
                            + ": the jar is not whole, build it again");
                }
                text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException("the CUDA source " + file + " cannot be read from the jar", e);
            }
        }
        return text.toString();
    }
}
