package io.zerostream.job.internal.models;

import ai.djl.Device;
import io.zerostream.job.internal.control.ModelContent;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The models of one process: at most one copy of the same model on the same device, whatever the number of slots. Who
 * asks for a model that another is loading waits for that one; giving shares back never waits for a load. Thread-safe.
 */
public final class SharedModels {
    /** Those of this process: the one thing that Flink's slots in one JVM cannot be handed otherwise. */
    public static final SharedModels OF_PROCESS = new SharedModels();

    /** Where a subtask finds the models of its process. */
    public interface BySubtask extends Serializable {
        /** @param subtask index of the subtask */
        SharedModels of(int subtask);
    }

    /**
     * Identity of a model on a device.
     *
     * @param device where
     * @param content weights and manifest
     * @param source where the weights come from, for who can have them from one source must not wait for another
     */
    public record Key(String device, ModelContent content, String source) {
        /** Of a version. */
        static Key of(Device device, ModelVersion version) {
            String uri = version.getUri();
            return new Key(device.toString(), ModelContent.of(version), uri == null ? Plan.id(version) : uri);
        }
    }

    private final Map<Key, CompletableFuture<SharedModel>> models = new HashMap<>();

    /**
     * A share of the model, loading it if nobody has.
     *
     * @param opener opens it; runs on the calling thread, without a lock
     * @return with one share for the caller
     * @throws Exception as the opener, for all who waited for it
     */
    public SharedModel acquire(Key key, Callable<ZeroShotModel> opener) throws Exception {
        return acquire(key, opener, () -> false);
    }

    /**
     * The same for one who may give up.
     *
     * @param abandoned whether the caller does not want it any more: then a failure of the opener says nothing about the
     *     model, and one of those who wait for it loads it instead
     */
    public SharedModel acquire(Key key, Callable<ZeroShotModel> opener, BooleanSupplier abandoned) throws Exception {
        while (true) {
            CompletableFuture<SharedModel> mine = new CompletableFuture<>();
            CompletableFuture<SharedModel> theirs = claim(key, mine);
            if (theirs == null) {
                return load(key, mine, opener, abandoned);
            }
            SharedModel model = await(theirs);
            if (model != null && model.tryRetain()) {
                return model;
            }
            forget(key, theirs);
        }
    }

    private SharedModel load(
            Key key, CompletableFuture<SharedModel> mine, Callable<ZeroShotModel> opener, BooleanSupplier abandoned)
            throws Exception {
        try {
            SharedModel model = new SharedModel(opener.call(), () -> forget(key, mine));
            mine.complete(model);
            return model;
        } catch (Throwable e) {
            forget(key, mine);
            if (abandoned.getAsBoolean()) {
                mine.cancel(false);
            } else {
                mine.completeExceptionally(e);
            }
            throw e;
        }
    }

    /** @return null when who was loading it gave up */
    private static @Nullable SharedModel await(CompletableFuture<SharedModel> theirs) throws Exception {
        try {
            return theirs.get();
        } catch (CancellationException e) {
            return null;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private synchronized @Nullable CompletableFuture<SharedModel> claim(Key key, CompletableFuture<SharedModel> mine) {
        return models.putIfAbsent(key, mine);
    }

    private synchronized void forget(Key key, CompletableFuture<SharedModel> entry) {
        models.remove(key, entry);
    }

    /** How many different models are open or being opened. */
    public synchronized int size() {
        return models.size();
    }
}
