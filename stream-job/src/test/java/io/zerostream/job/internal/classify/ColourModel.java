package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.inference.ZeroShotModel;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** A model in plain Java: the semantic vector of a picture is its mean colour. Fails and waits when told to. */
public final class ColourModel implements ZeroShotModel {
    /** A call with a picture whose first byte is this fails. */
    static final byte POISON = 13;

    /** A picture whose first byte is this has a vector that holds no numbers. */
    static final byte NONSENSE = 14;

    private static final float UINT8_MAX = 255f;
    /** Nobody's answer is nothing but zeros, not even for a black picture. */
    private static final float NOT_ZERO = 1e-4f;
    /** Where {@link ProbedOpening} probes. */
    private static final String PROBES = "probe of ";

    private final Manifest manifest;
    /** Sizes of the batches it was called with, once it was open. */
    final List<Integer> calls = new CopyOnWriteArrayList<>();
    /** Every call takes one. */
    final Semaphore permits = new Semaphore(Integer.MAX_VALUE / 2);

    volatile boolean broken;
    /** So many calls fail, then it is well again. */
    final AtomicInteger spasms = new AtomicInteger();
    /** Whether the device it is on is sick. */
    volatile AtomicBoolean device = new AtomicBoolean();
    /** Whether that makes no numbers. */
    volatile AtomicBoolean confused = new AtomicBoolean();

    /** More pictures than this at once do not fit into its memory. */
    volatile int capacity = Integer.MAX_VALUE;

    public volatile boolean closed;

    /** Weights of one version, trained in another space. */
    ColourModel(String version, String space, String... attributes) {
        this.manifest = Registry.manifest(version, space, attributes);
    }

    /** Weights of one version. */
    public ColourModel(String version) {
        this.manifest = Registry.manifest(version);
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public float[] embed(byte[] pixels, int batch) {
        permits.acquireUninterruptibly();
        if (closed) {
            throw new AssertionError("used after it was closed");
        }
        if (!Thread.currentThread().getName().startsWith(PROBES)) {
            calls.add(batch);
        }
        if (spasms.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new ModelException("spasm");
        }
        if (broken) {
            throw new ModelException("broken");
        }
        if (device.get()) {
            throw new ModelException("the engine failed", new IllegalStateException("device-side assert"));
        }
        if (batch > capacity) {
            throw new ModelException("the engine failed", new IllegalStateException("CUDA out of memory"));
        }
        float[] vectors = new float[batch * 3];
        int size = input().bytes();
        for (int i = 0; i < batch; i++) {
            if (pixels[i * size] == POISON) {
                throw new ModelException("poison");
            }
            boolean nothing = confused.get() || pixels[i * size] == NONSENSE;
            Arrays.fill(vectors, i * 3, i * 3 + 3, nothing ? Float.NaN : NOT_ZERO);
            for (int p = 0; p < size; p++) {
                vectors[i * 3 + p % 3] += (pixels[i * size + p] & 0xff) / (UINT8_MAX * size / 3);
            }
        }
        return vectors;
    }

    @Override
    public void close() {
        closed = true;
    }
}
