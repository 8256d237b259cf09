package io.zerostream.job.internal.models;

import ai.djl.Device;
import io.zerostream.model.inference.DeviceLeases;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a subtask computes: on the CPU, or on a GPU that it has taken and gives back when it is closed. Flink counts the
 * GPUs of a task manager's slots but tells each slot of all of them, so that the slots must agree among themselves.
 */
public final class Devices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Devices.class);
    private static final String GPU = "gpu";

    private final RuntimeContext context;
    private final boolean gpu;
    private DeviceLeases.@Nullable Lease lease;

    /** @param gpu whether a GPU was asked for */
    public Devices(RuntimeContext context, boolean gpu) {
        this.context = context;
        this.gpu = gpu;
    }

    /**
     * The device, the same at each call; a GPU is taken at the first. Thread-safe.
     *
     * @throws IllegalStateException when Flink assigned none though one was asked for
     */
    public synchronized Device get() {
        if (!gpu) {
            return Device.cpu();
        }
        if (lease == null) {
            lease = DeviceLeases.OF_PROCESS.take(indexes());
            LOG.info(
                    "event=device subtask={} device={}",
                    context.getTaskInfo().getTaskNameWithSubtasks(),
                    lease.device());
        }
        return lease.device();
    }

    private List<Integer> indexes() {
        List<Integer> indexes = context.getExternalResourceInfos(GPU).stream()
                .flatMap(info -> info.getProperty("index").stream())
                .map(Integer::valueOf)
                .toList();
        if (indexes.isEmpty()) {
            throw new IllegalStateException("gpu.per-slot asks for a GPU but Flink assigned none: set"
                    + " external-resources: gpu on the task managers");
        }
        return indexes;
    }

    /** Who is late and still asks is told the same device, and takes nothing. */
    @Override
    public synchronized void close() {
        if (lease != null) {
            lease.close();
        }
    }
}
