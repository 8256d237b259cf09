package io.zerostream.job.config;

import java.io.Serializable;

/**
 * The slots that the parts of the job share. With GPUs there are two kinds: those of the classify operator, on task
 * managers that have GPUs, and those of all else. Flink then wants the size of every slot; without GPUs the slots are the
 * task manager's own and sizes do not count.
 *
 * @param gpus Flink's external resource {@code gpu} that an inference slot asks for: 1, or 0 = CPU ({@code gpu.per-slot})
 * @param cpu size of a slot that needs no GPU ({@code slot.cpu.…})
 * @param gpu size of a slot with a GPU ({@code slot.gpu.…})
 */
public record Slots(int gpus, SlotSize cpu, SlotSize gpu) implements Serializable {
    /** On the CPU. */
    public static final Slots DEFAULT = new Slots(0, SlotSize.DEFAULT, SlotSize.DEFAULT);

    /** @throws JobConfigException naming the key that is out of range */
    public Slots {
        Checks.atLeast("gpu.per-slot", gpus, 0);
        if (gpus > 1) {
            throw new JobConfigException(
                    "gpu.per-slot",
                    gpus + " is more than a subtask can use: it computes on one GPU. Set it to 1 and"
                            + " parallelism.inference to the number of GPUs");
        }
        cpu.check("cpu");
        gpu.check("gpu");
    }
}
