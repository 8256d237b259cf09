package io.zerostream.job;

import org.apache.flink.api.common.operators.SlotSharingGroup;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Job-wide options. */
final class JobEnvironment {
    /** Flink wants a profile of every group when one asks for a GPU; these are least sizes, not limits on the work. */
    private static final double CPU_CORES = 1;

    private static final int HEAP_MB = 512;

    /** Flink's own name of the group that operators are in unless they are told another. */
    static final String CPU_SLOTS = "default";

    private JobEnvironment() {}

    /** For a job that never ends. */
    static void prepare(StreamExecutionEnvironment env, JobConfig config) {
        TransactionTimeout.check(config.checkpointing(), env.getConfiguration());
        common(env, config);
        env.enableCheckpointing(config.checkpointing().interval().toMillis(), CheckpointingMode.EXACTLY_ONCE);
        env.getCheckpointConfig().setMinPauseBetweenCheckpoints(0);
        // a job that waits for its first deployment cannot let a barrier pass; that must not restart it
        env.getCheckpointConfig().setTolerableCheckpointFailureNumber(Integer.MAX_VALUE);
    }

    /** For any job. */
    static void common(StreamExecutionEnvironment env, JobConfig config) {
        Configuration options = new Configuration();
        options.set(PipelineOptions.GENERIC_TYPES, false);
        options.set(PipelineOptions.NAME, "zerostream " + config.deployment());
        env.configure(options);
        // records are never changed once they were handed on
        env.getConfig().enableObjectReuse();
        if (config.parallelism().gpusPerSlot() > 0) {
            env.registerSlotSharingGroup(SlotSharingGroup.newBuilder(CPU_SLOTS)
                    .setCpuCores(CPU_CORES)
                    .setTaskHeapMemoryMB(HEAP_MB)
                    .build());
        }
    }

    /** The slots of the classify operator and of the label sink chained to it: on task managers that have GPUs. */
    static SlotSharingGroup inferenceSlots(JobConfig config) {
        return SlotSharingGroup.newBuilder("inference")
                .setCpuCores(CPU_CORES)
                .setTaskHeapMemoryMB(HEAP_MB)
                .setExternalResource("gpu", config.parallelism().gpusPerSlot())
                .build();
    }
}
