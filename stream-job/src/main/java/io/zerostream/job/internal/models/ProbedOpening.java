package io.zerostream.job.internal.models;

import ai.djl.Device;
import io.zerostream.job.internal.DeviceException;
import io.zerostream.job.internal.control.ModelContent;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.model.ModelException;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Opens models for one subtask, and hands out none that does not answer its probe pictures on this device now. Weights
 * that are open already, for another slot has them or a batch that never came back, are probed like those that are
 * loaded. The probe runs on a thread of its own: where a call does not return, the opening does, and the share of the
 * model stays with the call.
 */
public final class ProbedOpening implements Opening.Opener, AutoCloseable {
    private final ModelOpener models;
    private final SharedModels shared;
    private final Supplier<Device> devices;
    private final Duration limit;
    private final ThreadPoolExecutor prober;
    /** Models that have answered before: what is wrong with their answers now is the device's fault. */
    private final Set<ModelContent> proven = ConcurrentHashMap.newKeySet();

    /**
     * @param shared those of the process
     * @param devices says where the subtask computes
     * @param limit how long a model may take for its probe pictures
     * @param threads makes the thread of the probes
     */
    public ProbedOpening(
            ModelOpener models, SharedModels shared, Supplier<Device> devices, Duration limit, ThreadFactory threads) {
        this.models = models;
        this.shared = shared;
        this.devices = devices;
        this.limit = limit;
        // one thread for good: with each new one PyTorch keeps memory that it does not give back
        prober = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    }

    @Override
    public void trust(Collection<ModelVersion> versions) {
        versions.forEach(version -> proven.add(ModelContent.of(version)));
    }

    /**
     * Blocks for as long as fetching takes, and the probe's limit.
     *
     * @return probed, with one share for the caller
     * @throws DeviceException when the device is to blame
     * @throws ModelException when the weights are
     * @throws Exception as the opener
     */
    @Override
    public SharedModel open(ModelVersion version, BooleanSupplier abandoned) throws Exception {
        Device device = devices.get();
        SharedModel model =
                shared.acquire(SharedModels.Key.of(device, version), () -> models.open(version, device), abandoned);
        try {
            probe(version, model, device);
        } catch (Exception | Error e) {
            model.release();
            throw e;
        }
        proven.add(ModelContent.of(version));
        return model;
    }

    private void probe(ModelVersion version, SharedModel model, Device device) throws Exception {
        // behind a probe that does not come back this one waits, and its time runs: there is never more than one
        Future<?> answer = prober.submit(() -> {
            if (model.tryRetain()) {
                try {
                    Probe.check(model.model());
                } finally {
                    model.release();
                }
            }
        });
        try {
            answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(false);
            throw new DeviceException(
                    "model " + Plan.id(version) + " did not answer its probe pictures within batch.time-limit " + limit
                            + " on " + device + ": a call that does not return ends with its process only; look at the"
                            + " device, then restart the task manager",
                    e);
        } catch (InterruptedException e) {
            // nobody wants the model any more
            answer.cancel(false);
            throw e;
        } catch (ExecutionException e) {
            throw judged(version, device, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    /** Nonsense is the fault of the weights, unless they have shown that they can do better. */
    private Exception judged(ModelVersion version, Device device, Throwable why) {
        if (why instanceof Error error) {
            throw error;
        }
        return why instanceof ModelException && proven.contains(ModelContent.of(version))
                ? new DeviceException(
                        "model " + Plan.id(version) + ", which has answered before, fails its probe on " + device
                                + ": look at the device (" + why.getMessage() + ")",
                        why)
                : (Exception) why;
    }

    /** A call that runs keeps its share of the model until it returns. */
    @Override
    public void close() {
        prober.shutdownNow();
    }
}
