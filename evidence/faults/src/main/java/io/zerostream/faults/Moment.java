package io.zerostream.faults;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** When to kill a task manager, told from outside: what Flink says a few milliseconds before. */
enum Moment {
    /** A thread was decoding a picture. */
    DECODING {
        @Override
        boolean now(FlinkRest flink, String job, String taskManager, int completedBefore) {
            return flink.inClass(taskManager, "DecodeFunction");
        }
    },
    /** A thread was in the network. */
    COMPUTING {
        @Override
        boolean now(FlinkRest flink, String job, String taskManager, int completedBefore) {
            return flink.inClass(taskManager, "BatchRunner");
        }
    },
    /** A checkpoint was under way. */
    BARRIER {
        @Override
        boolean now(FlinkRest flink, String job, String taskManager, int completedBefore) {
            return flink.checkpoints(job, "in_progress") > 0;
        }
    },
    /** A checkpoint had just been completed, so that the sinks were committing. */
    COMMITTING {
        @Override
        boolean now(FlinkRest flink, String job, String taskManager, int completedBefore) {
            return flink.checkpoints(job, "completed") > completedBefore;
        }
    };

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    abstract boolean now(FlinkRest flink, String job, String taskManager, int completedBefore);

    /**
     * Waits for it without a pause, so that what follows comes close.
     *
     * @return whether it came within 20 s
     */
    boolean await(FlinkRest flink, String job, String taskManager) {
        int before = flink.checkpoints(job, "completed");
        BooleanSupplier now = () -> now(flink, job, taskManager, before);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!now.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
        }
        return true;
    }
}
