package io.zerostream.job;

import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.Slots;
import io.zerostream.job.config.TransactionTimeout;
import org.apache.flink.api.common.operators.SlotSharingGroup;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** Job-wide options. */
final class JobEnvironment {
    /** Flink's own name of the group that operators are in unless they are told another. */
    static final String CPU_SLOTS = "default";

    private JobEnvironment() {}

    /** For a job that never ends. */
    static void prepare(StreamExecutionEnvironment env, JobConfig config) {
        TransactionTimeout.check(config.checkpointing(), env.getConfiguration());
        common(env, config);
        env.enableCheckpointing(config.checkpointing().interval().toMillis(), CheckpointingMode.EXACTLY_ONCE);
        env.getCheckpointConfig().setMinPauseBetweenCheckpoints(0);
        env.getCheckpointConfig()
                .setCheckpointTimeout(config.checkpointing().timeout().toMillis());
        // a job that waits for its first deployment cannot let a barrier pass, so this is not for impatience; but what
        // is stuck for good, and watched by nothing else, gets a new start
        env.getCheckpointConfig()
                .setTolerableCheckpointFailureNumber(config.checkpointing().tolerableFailures());
    }

    /** For any job. */
    static void common(StreamExecutionEnvironment env, JobConfig config) {
        Configuration options = new Configuration();
        options.set(PipelineOptions.GENERIC_TYPES, false);
        options.set(PipelineOptions.NAME, "zerostream " + config.deployment());
        env.configure(options);
        // records are never changed once they were handed on
        env.getConfig().enableObjectReuse();
        Slots slots = config.parallelism().slots();
        if (slots.gpus() > 0) {
            env.registerSlotSharingGroup(slots.cpu().of(CPU_SLOTS).build());
        }
    }

    /** The slots of the classify operator: on task managers that have GPUs. */
    static SlotSharingGroup inferenceSlots(Slots slots) {
        return slots.gpu()
                .of("inference")
                .setExternalResource("gpu", slots.gpus())
                .build();
    }
}
