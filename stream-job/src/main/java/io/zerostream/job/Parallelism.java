package io.zerostream.job;

import java.io.Serializable;

/**
 * How wide each part of the job is. One inference subtask drives one copy of the model's arithmetic; on a CPU as many as
 * there are cores to spare, on GPUs one a device.
 *
 * @param source subtasks that read and fetch, at most the partitions of {@code images} ({@code parallelism.source})
 * @param decode subtasks that decode ({@code parallelism.decode})
 * @param inference subtasks that classify ({@code parallelism.inference})
 * @param gpusPerSlot Flink's external resource {@code gpu} that an inference slot asks for; 0 = CPU ({@code
 *     gpu.per-slot})
 */
public record Parallelism(int source, int decode, int inference, int gpusPerSlot) implements Serializable {
    /** What {@link JobConfig#defaults} uses. */
    public static final Parallelism DEFAULT = new Parallelism(1, 1, 1, 0);

    /** @throws JobConfigException naming the key that is out of range */
    public Parallelism {
        Checks.atLeast("parallelism.source", source, 1);
        Checks.atLeast("parallelism.decode", decode, 1);
        Checks.atLeast("parallelism.inference", inference, 1);
        Checks.atLeast("gpu.per-slot", gpusPerSlot, 0);
    }
}
