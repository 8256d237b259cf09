package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Says when checkpoints fail one after the other, and when they no longer do. Without them no label becomes visible with
 * EXACTLY_ONCE, while everything else looks well. Task thread only, but for the age.
 */
final class CheckpointWatch {
    /** One that fails is nothing; none for so long is. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private final LongSupplier clock;
    private final Consumer<Alarm> alarms;
    private volatile long completedAt;
    private int failed;
    private boolean said;

    /** @param clock processing time, milliseconds */
    CheckpointWatch(LongSupplier clock, Consumer<Alarm> alarms) {
        this.clock = clock;
        this.alarms = alarms;
        completedAt = clock.getAsLong();
    }

    /** Seconds since the last completed checkpoint, or since the start of this attempt. Any thread. */
    long ageSeconds() {
        return age() / 1000;
    }

    private long age() {
        return clock.getAsLong() - completedAt;
    }

    void completed() {
        completedAt = clock.getAsLong();
        failed = 0;
        if (said) {
            said = false;
            alarms.accept(new Alarm(Alarm.Code.CHECKPOINTS_RECOVERED, "checkpoints are completed again"));
        }
    }

    void failed() {
        failed++;
        if (!said && age() >= PATIENCE.toMillis()) {
            said = true;
            alarms.accept(new Alarm(
                    Alarm.Code.CHECKPOINTS_FAIL,
                    "no checkpoint was completed for " + ageSeconds() + " s and the last " + failed
                            + " failed: with EXACTLY_ONCE no label becomes visible; nothing is lost. Look at the disk of"
                            + " execution.checkpointing.dir, and at the checkpoints' page of Flink for the task that is"
                            + " late; after checkpoint.tolerable-failures in a row the job restarts"));
        }
    }
}
