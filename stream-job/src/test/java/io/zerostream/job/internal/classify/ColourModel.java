package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.control.Registry;
import io.zerostream.model.ModelException;
import io.zerostream.model.ZeroShotModel;
import io.zerostream.model.checkpoint.Manifest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/** A model in plain Java: the semantic vector of a picture is its mean colour. Fails and waits when told to. */
public final class ColourModel implements ZeroShotModel {
    /** A call with a picture whose first byte is this fails. */
    static final byte POISON = 13;

    private static final float UINT8_MAX = 255f;

    private final Manifest manifest;
    /** Sizes of the batches it was called with. */
    final List<Integer> calls = new CopyOnWriteArrayList<>();
    /** Every call takes one. */
    final Semaphore permits = new Semaphore(Integer.MAX_VALUE / 2);

    volatile boolean broken;
    /** More pictures than this at once do not fit into its memory. */
    volatile int capacity = Integer.MAX_VALUE;

    volatile boolean closed;

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
        calls.add(batch);
        if (broken) {
            throw new ModelException("broken");
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
