package io.zerostream.bench.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;

/** The engine as measurements want it: so many threads, no gradients, and nothing left behind. Not for two threads. */
public final class Torch implements AutoCloseable {
    // first, for it loads the engine
    private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    private final int threadsBefore = JniUtils.getNumThreads();
    private final boolean gradientsBefore = JniUtils.isGradMode();

    /** @param threads of one operation */
    public Torch(int threads) {
        JniUtils.setNumThreads(threads);
        JniUtils.setGradMode(false);
    }

    /** Owner of what is measured; closed with this. */
    public NDManager manager() {
        return manager;
    }

    /** Normal numbers of this deviation around this mean. */
    public NDArray normal(double mean, double deviation, long... shape) {
        return manager.randomNormal(
                (float) mean, (float) deviation, new Shape(shape), ai.djl.ndarray.types.DataType.FLOAT32);
    }

    /** Something computed on a manager that is closed behind it. */
    @FunctionalInterface
    public interface Computation {
        /** Computes once. */
        void on(NDManager scope);
    }

    /** A task whose results are freed at its end. */
    public Interleaved.Task task(Computation computation) {
        return () -> {
            try (NDManager scope = manager.newSubManager()) {
                computation.on(scope);
            }
        };
    }

    @Override
    public void close() {
        manager.close();
        JniUtils.setNumThreads(threadsBefore);
        JniUtils.setGradMode(gradientsBefore);
    }
}
