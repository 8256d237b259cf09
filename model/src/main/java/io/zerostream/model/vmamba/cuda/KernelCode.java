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
    /** Threads of a block; channels of a block that takes one direction. */
    static final int TILE = 64;
    /** Channels of a block that takes both directions of a pair. */
    static final int STRIP = TILE / 2;
    /** Channels of a block that cuts long rows of numbers into segments. */
    static final int GROUP = TILE / 8;

    private static final int LONGEST_CHUNK = 32;
    private static final int LONGEST_STEPS = 16;
    /** A block has 48 KB of shared memory on every GPU; a little is left for the compiler. */
    private static final int SHARED_FLOATS = 12_200;

    private static final int LANES = TILE + 4;
    private static final List<String> FILES = List.of("scan.cuh", "forward.cu", "backward.cu");

    /** @throws ModelException when a block's memory does not hold a single step of the backward */
    KernelCode {
        if (rank < 1 || states < 1 || fitting(rank, states) < 1) {
            throw new ModelException("the CUDA kernels have no room for a step projection of rank " + rank + " with "
                    + states + " states; use smaller ones, or -Dzerostream.kernel=tensor");
        }
    }

    /** Positions whose numbers in {@code struct Kept} of the source have room in a block, beside the weights. */
    private static int fitting(int rank, int states) {
        int steps = LONGEST_STEPS;
        while (steps > 0
                && rank * (LANES + along(steps)) + steps * (LANES * (1 + 2 * states) + 2 * (TILE + states + 1))
                        > SHARED_FLOATS) {
            steps--;
        }
        return steps < 4 ? steps : steps / 4 * 4;
    }

    private static int along(int positions) {
        return (positions + 3) / 4 * 4 + 4;
    }

    /** Numbers of a position's slice of p. */
    int width() {
        return rank + 2 * states;
    }

    /** Gradients of a channel's weights: W, bias, skip, A. */
    int slots() {
        return rank + 2 + states;
    }

    /** Positions of a chunk of the forward: as many as {@code struct Ways} of the source has room for, at most 32. */
    int longest() {
        int chunk = LONGEST_CHUNK;
        while (2 * Math.max(chunk * (STRIP + 1), rank * along(chunk)) + chunk * (4 * states + STRIP + 2)
                > SHARED_FLOATS) {
            chunk /= 2;
        }
        return chunk;
    }

    /** Positions of a chunk of the backward: as many as shared memory holds, at most 16. */
    int steps() {
        return fitting(rank, states);
    }

    /**
     * Blocks of the backward that a multiprocessor holds at once: the compiler is held to as many registers as that leaves,
     * and would otherwise take more and leave the multiprocessor half empty.
     */
    int resident() {
        if (states > 1 || rank > 48) {
            return 4;
        }
        return rank > 24 ? 5 : rank > 12 ? 7 : rank > 6 ? 8 : 9;
    }

    /** Options that every compiler of the source needs. */
    List<String> defines() {
        return List.of(
                "-DRANK=" + rank,
                "-DSTATES=" + states,
                "-DTILE=" + TILE,
                "-DLONGEST=" + longest(),
                "-DSTEPS=" + steps(),
                "-DRESIDENT=" + resident());
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
