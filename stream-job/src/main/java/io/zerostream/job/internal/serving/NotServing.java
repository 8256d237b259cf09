package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells people that this subtask serves nothing although there is something to serve: ten seconds after there is, and each
 * minute from then on; and when that is over. Each subtask tells for itself, for one of them may wait for weights that all
 * others have. Task thread only.
 */
final class NotServing {
    /** Most models are open again after a second or two. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final Duration TELL_AGAIN = Duration.ofMinutes(1);

    private final Consumer<Alarm> alarms;
    private final LongSupplier nanos;
    private @Nullable Deployment due;
    private long tellAt;
    private boolean told;

    /** @param nanos a clock that only goes forward, nanoseconds from anywhere */
    NotServing(Consumer<Alarm> alarms, LongSupplier nanos) {
        this.alarms = alarms;
        this.nanos = nanos;
    }

    /**
     * Nothing serves; to be called every now and then until something does.
     *
     * @param deployment what is to serve; null = nothing, of which readers of the registry know
     * @param why what it waits for, for people
     */
    void look(@Nullable Deployment deployment, Supplier<String> why) {
        long now = nanos.getAsLong();
        if (deployment == null || !deployment.equals(due)) {
            due = deployment;
            tellAt = now + LATE.toNanos();
        }
        if (deployment != null && now - tellAt >= 0) {
            tellAt = now + TELL_AGAIN.toNanos();
            told = true;
            tell(
                    Code.NOT_SERVING,
                    deployment,
                    "nothing serves since this task began: " + why.get() + "; pictures wait");
        }
    }

    /** Something serves. */
    void serves(Plan plan) {
        if (told) {
            told = false;
            tell(
                    Code.SERVING_RECOVERED,
                    plan.deployment(),
                    "model " + plan.modelId() + " serves; pictures are labelled");
        }
    }

    private void tell(Code code, Deployment deployment, String message) {
        alarms.accept(new Alarm(code, RegistryKeys.deployment(deployment.getName()), message)
                .ofModel(Plan.id(deployment.getModel(), deployment.getVersion()))
                .ofRevision(deployment.getRevision()));
    }
}
