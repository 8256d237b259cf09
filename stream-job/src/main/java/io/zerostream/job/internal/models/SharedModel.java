package io.zerostream.job.internal.models;

import io.zerostream.model.inference.ZeroShotModel;

/**
 * One share of a model that others in this process may hold too. Whoever holds a share may use the model; the last
 * {@link #release} frees its native memory. Thread-safe.
 */
public final class SharedModel {
    private final ZeroShotModel model;
    private final Runnable whenUnused;
    private int shares = 1;

    /**
     * @param model taken over, with one share for the caller
     * @param whenUnused runs before the model is closed
     */
    public SharedModel(ZeroShotModel model, Runnable whenUnused) {
        this.model = model;
        this.whenUnused = whenUnused;
    }

    /** The model; use it only while holding a share. */
    public ZeroShotModel model() {
        return model;
    }

    /** Takes a further share; only for one who holds one. */
    public SharedModel retain() {
        if (!tryRetain()) {
            throw new IllegalStateException("model " + model.manifest().name() + " has been closed already");
        }
        return this;
    }

    /** Takes a share unless the last was given back. */
    synchronized boolean tryRetain() {
        if (shares == 0) {
            return false;
        }
        shares++;
        return true;
    }

    /** Gives a share back; the last one closes the model. */
    public void release() {
        synchronized (this) {
            if (shares == 0) {
                throw new IllegalStateException(
                        "a share of model " + model.manifest().name() + " was given back twice");
            }
            shares--;
            if (shares > 0) {
                return;
            }
        }
        whenUnused.run();
        model.close();
    }
}
