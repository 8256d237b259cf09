package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Mail;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells people on {@code job-notices} what goes into the log as well: alarms, and what serves from now on. Any thread;
 * the notices leave on the task's thread. What all subtasks see, the first one tells; when a class set is in use, each.
 */
public final class Notices {
    private final String deployment;
    private final int subtask;
    private final int subtasks;
    private final Mail mail;
    private final Consumer<JobNotice> output;
    /** What serves: what a notice is about that names no model. */
    private volatile @Nullable Plan serving;

    /**
     * @param subtask index of this subtask
     * @param subtasks how many there are
     * @param output called on the task's thread
     */
    public Notices(String deployment, int subtask, int subtasks, Mail mail, Consumer<JobNotice> output) {
        this.deployment = deployment;
        this.subtask = subtask;
        this.subtasks = subtasks;
        this.mail = mail;
        this.output = output;
    }

    /** An alarm was raised. */
    public void alarm(Alarm alarm) {
        if (subtask == 0 || !alarm.code().everywhere()) {
            send(complete(alarm).notice(deployment, subtask));
        }
    }

    private Alarm complete(Alarm alarm) {
        Plan plan = serving;
        if (plan == null) {
            return alarm;
        }
        Alarm complete = alarm.model().isEmpty() ? alarm.ofModel(plan.modelId()) : alarm;
        return complete.revision() > 0
                ? complete
                : complete.ofRevision(plan.deployment().getRevision());
    }

    /** From now on notices that name no model are about this one. */
    void serves(Plan plan) {
        serving = plan;
    }

    /**
     * Something serves from now on.
     *
     * @param code MODEL or CLASS_SET
     * @param subject its key in the registry
     * @param revision of the deployment or the class set
     */
    void swap(String code, String subject, long revision, String message) {
        if (subtask == 0) {
            Plan plan = serving;
            send(new JobNotice(
                    NoticeKind.SWAP,
                    code,
                    subject,
                    message,
                    deployment,
                    subtask,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS),
                    plan == null ? "" : plan.modelId(),
                    revision,
                    "",
                    0));
        }
    }

    /**
     * This subtask uses a revision of a class set from now on; each says so for itself.
     *
     * @param subject key of the set in the registry
     * @param revision of it
     */
    void inUse(String subject, long revision, String message) {
        Plan plan = serving;
        send(new JobNotice(
                NoticeKind.SWAP,
                "CLASS_SET_IN_USE",
                subject,
                message,
                deployment,
                subtask,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                plan == null ? "" : plan.modelId(),
                revision,
                "",
                subtasks));
    }

    private void send(JobNotice notice) {
        mail.post("notice", () -> output.accept(notice));
    }
}
