package io.zerostream.bench.internal;

import ai.djl.ndarray.NDArray;

/** What the machine itself can do, as a yardstick: copying memory on one core, and square matrix products. */
public final class Rates {
    /** Floats copied at once: 64 MiB, far more than any cache. */
    private static final int COPIED = 16 << 20;

    private static final int SIDE = 1024;

    private final float[] from = new float[COPIED];
    private final float[] to = new float[COPIED];
    private final NDArray matrix;

    /** @param torch owner of the matrix, which sets the threads of the product */
    public Rates(Torch torch) {
        matrix = torch.normal(0, 1, SIDE, SIDE);
    }

    /** One copy. */
    public void copy() {
        System.arraycopy(from, 0, to, 0, COPIED);
    }

    /** One product. */
    public void product() {
        try (NDArray product = matrix.matMul(matrix)) {
            Sink.take(product);
        }
    }

    /** GB/s, read and written, of a copy that took so long. */
    public static double copied(double ms) {
        return 2.0 * COPIED * Float.BYTES / ms / 1e6;
    }

    /** GFLOP/s of a product that took so long. */
    public static double multiplied(double ms) {
        return 2.0 * SIDE * SIDE * SIDE / ms / 1e6;
    }
}
