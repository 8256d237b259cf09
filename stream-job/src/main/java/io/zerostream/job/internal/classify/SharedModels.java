package io.zerostream.job.internal.classify;

import io.zerostream.model.ZeroShotModel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The models of one process: at most one copy of the same weights on the same device, whatever the number of slots. Who
 * asks for weights that another is loading waits for that one; giving shares back never waits for a load. Thread-safe.
 */
public final class SharedModels {
    /** Those of this process: the one thing that Flink's slots in one JVM cannot be handed otherwise. */
    public static final SharedModels OF_PROCESS = new SharedModels();

    /**
     * Identity of weights on a device.
     *
     * @param device where
     * @param sha256 of the safetensors file
     */
    public record Key(String device, String sha256) {}

    private final Map<Key, CompletableFuture<SharedModel>> models = new HashMap<>();

    /**
     * A share of the model, loading it if nobody has.
     *
     * @param opener opens it; runs on the calling thread, without a lock
     * @return with one share for the caller
     * @throws Exception as the opener, for all who waited for it
     */
    public SharedModel acquire(Key key, Callable<ZeroShotModel> opener) throws Exception {
        while (true) {
            CompletableFuture<SharedModel> mine = new CompletableFuture<>();
            CompletableFuture<SharedModel> theirs = claim(key, mine);
            if (theirs == null) {
                return load(key, mine, opener);
            }
            SharedModel model = await(theirs);
            if (model.tryRetain()) {
                return model;
            }
            forget(key, theirs);
        }
    }

    private SharedModel load(Key key, CompletableFuture<SharedModel> mine, Callable<ZeroShotModel> opener)
            throws Exception {
        try {
            SharedModel model = new SharedModel(opener.call(), () -> forget(key, mine));
            mine.complete(model);
            return model;
        } catch (Throwable e) {
            forget(key, mine);
            mine.completeExceptionally(e);
            throw e;
        }
    }

    private static SharedModel await(CompletableFuture<SharedModel> theirs) throws Exception {
        try {
            return theirs.get();
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
