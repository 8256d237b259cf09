package io.zerostream.model.vmamba.cpu;

import com.sun.jna.Pointer;
import io.zerostream.model.ModelException;
import io.zerostream.model.NativeMemoryException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;

/**
 * Rows of many classes (C, a) in native memory, packed for products with vectors. Filled by one thread; then any number of
 * threads may match. Owns 4·C·a bytes of native memory, about; closing frees it, and so does garbage collection, some time.
 */
public final class CpuClasses implements AutoCloseable {
    /** Most vectors of a call. */
    public static final int MOST_VECTORS = 64;

    /** Classes of a block. */
    public static final int BLOCK = 1536;

    private static final Cleaner CLEANER = Cleaner.create();
    private static final String THREADS = "ai.djl.pytorch.num_threads";

    private final Binding binding = CpuLibrary.binding();
    private final int classes;
    private final int attributes;
    private final Pointer rows;
    private final Cleaner.Cleanable memory;

    /**
     * All zeros.
     *
     * @throws ModelException when the machine has no native library
     * @throws NativeMemoryException when there is no memory for them now
     */
    public CpuClasses(int classes, int attributes) {
        this.classes = classes;
        this.attributes = attributes;
        Pointer made = binding.zs_classes_create(classes, attributes);
        if (made == null) {
            throw new NativeMemoryException("no native memory for " + classes + " classes of " + attributes
                    + " attributes: give the process more, or use smaller class sets");
        }
        rows = made;
        Binding functions = binding;
        memory = CLEANER.register(this, () -> functions.zs_classes_free(made));
    }

    /**
     * Sets the rows of some classes.
     *
     * @param first the first of them
     * @param from (count, a), copied
     */
    public void put(int first, int count, float[] from) {
        if (from.length < (long) count * attributes) {
            throw new IllegalArgumentException(from.length + " values are not " + count + " rows of " + attributes);
        }
        try {
            check(binding.zs_classes_put(rows, first, count, from));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** C, rounded up to blocks. */
    public int blocks() {
        return (classes + BLOCK - 1) / BLOCK;
    }

    /**
     * Products of vectors with all classes: what leads in each block.
     *
     * @param vectors (count, a), at least 1 and at most {@link #MOST_VECTORS}
     * @param k classes wanted, 1 to {@link #BLOCK}
     * @param largest (count, blocks); becomes the largest product
     * @param sums (count, blocks); becomes the sum of e^(product − largest)
     * @param best (count, blocks, k); becomes the best classes, best first, ties by number, −1 beyond
     * @param scores (count, blocks, k); becomes their products
     */
    public void match(float[] vectors, int count, int k, float[] largest, float[] sums, int[] best, float[] scores) {
        long places = (long) count * blocks();
        if (vectors.length < (long) count * attributes
                || Math.min(largest.length, sums.length) < places
                || Math.min(best.length, scores.length) < places * k) {
            throw new IllegalArgumentException("an array is too short for " + count + " vectors and k = " + k);
        }
        try {
            check(binding.zs_classes_match(rows, vectors, count, k, largest, sums, best, scores, threads()));
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** As many as the engine uses: its own setting, else all processors. */
    private static int threads() {
        return Integer.getInteger(THREADS, Runtime.getRuntime().availableProcessors());
    }

    private static void check(int code) {
        if (code != 0) {
            throw new ModelException("the native kernels cannot match: "
                    + (code == 1 ? "no memory left" : "wrong arguments") + " (code " + code + ")");
        }
    }

    /** Frees the memory; nothing may be called during it or after. */
    @Override
    public void close() {
        memory.clean();
    }
}
