package io.zerostream.model.vmamba.cuda;

import ai.djl.ndarray.types.Shape;
import io.zerostream.model.vmamba.Ss2dKernel.Inputs;

/**
 * Sizes of one call.
 *
 * @param pictures B
 * @param height H
 * @param width W
 * @param channels D
 * @param code R and N
 */
record Sizes(long pictures, long height, long width, long channels, KernelCode code) {
    private static final long MOST_PICTURES = 65_535;

    /** @throws IllegalArgumentException when the map is too large for the kernels' 32-bit offsets */
    Sizes {
        long row = Math.max(channels, 4L * code.width());
        if (pictures > MOST_PICTURES || places(height, width) * row > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a batch of " + pictures + " maps of " + height + "x" + width + "x"
                    + channels
                    + " is too large for the CUDA kernels (at most " + MOST_PICTURES + " maps of 2^31 numbers each);"
                    + " use smaller pictures or batches");
        }
    }

    static Sizes of(Inputs in) {
        Shape map = in.x().getShape();
        return new Sizes(
                map.get(0),
                map.get(1),
                map.get(2),
                map.get(3),
                new KernelCode(Math.toIntExact(in.rank()), Math.toIntExact(in.states())));
    }

    /** L, positions of a map. */
    long places() {
        return places(height, width);
    }

    private static long places(long height, long width) {
        return Math.multiplyExact(height, width);
    }

    /** Pieces of {@link KernelCode#TILE} channels. */
    int tiles() {
        return pieces(KernelCode.TILE);
    }

    /** Pieces of {@link KernelCode#STRIP} channels. */
    int strips() {
        return pieces(KernelCode.STRIP);
    }

    /** Pieces of {@link KernelCode#GROUP} channels. */
    int groups() {
        return pieces(KernelCode.GROUP);
    }

    private int pieces(int each) {
        return Math.toIntExact((channels + each - 1) / each);
    }
}
