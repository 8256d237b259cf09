package io.zerostream.job.config;

import java.io.Serializable;

/**
 * How wide each part of the job is, whatever {@code parallelism.default} of the cluster says. One inference subtask drives
 * one copy of the model's arithmetic; on a CPU as many as there are cores to spare, on GPUs one a device.
 *
 * @param source subtasks that read and fetch, at most the partitions of {@code images} ({@code parallelism.source})
 * @param decode subtasks that decode ({@code parallelism.decode})
 * @param inference subtasks that classify ({@code parallelism.inference})
 * @param labels subtasks that write labels, and as many that write a shadow's; 0 = as many as classify ({@code
 *     parallelism.labels})
 * @param deadLetters subtasks that write dead letters ({@code parallelism.dead-letters})
 * @param stats subtasks that count labels by windows, and write that ({@code parallelism.stats})
 * @param slots what they run in
 */
public record Parallelism(int source, int decode, int inference, int labels, int deadLetters, int stats, Slots slots)
        implements Serializable {
    /** What {@link JobConfig#defaults} uses. */
    public static final Parallelism DEFAULT = new Parallelism(1, 1, 1, 0, 1, 1, Slots.DEFAULT);

    /** @throws JobConfigException naming the key that is out of range */
    public Parallelism {
        Checks.atLeast("parallelism.source", source, 1);
        Checks.atLeast("parallelism.decode", decode, 1);
        Checks.atLeast("parallelism.inference", inference, 1);
        Checks.atLeast("parallelism.labels", labels, 0);
        Checks.atLeast("parallelism.dead-letters", deadLetters, 1);
        Checks.atLeast("parallelism.stats", stats, 1);
    }

    /** The way to the model as wide as this, the rest by default. */
    public Parallelism(int source, int decode, int inference, int gpusPerSlot) {
        this(
                source,
                decode,
                inference,
                DEFAULT.labels,
                DEFAULT.deadLetters,
                DEFAULT.stats,
                new Slots(gpusPerSlot, Slots.DEFAULT.cpu(), Slots.DEFAULT.gpu()));
    }

    /** Subtasks that write labels. */
    public int labelWriters() {
        return labels == 0 ? inference : labels;
    }

    /** Subtasks of the widest part. */
    public int widest() {
        int way = Math.max(source, Math.max(decode, inference));
        return Math.max(way, Math.max(labelWriters(), Math.max(deadLetters, stats)));
    }
}
