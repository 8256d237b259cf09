package io.zerostream.job.internal.classify;

import ai.djl.Device;
import org.apache.flink.api.common.functions.RuntimeContext;

/** Where a subtask computes. */
final class Devices {
    private static final String GPU = "gpu";

    private Devices() {}

    /**
     * The GPU that Flink assigned to the slot, or the CPU.
     *
     * @param gpu whether a GPU was asked for
     * @throws IllegalStateException when Flink assigned none though one was asked for
     */
    static Device of(RuntimeContext context, boolean gpu) {
        if (!gpu) {
            return Device.cpu();
        }
        return context.getExternalResourceInfos(GPU).stream()
                .flatMap(info -> info.getProperty("index").stream())
                .mapToInt(Integer::parseInt)
                .sorted()
                .mapToObj(Device::gpu)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("gpu.per-slot asks for a GPU but Flink assigned none: set"
                        + " external-resources: gpu on the task managers"));
    }
}
