package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.Alarm;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Tells people on {@code job-notices} what goes into the log as well: alarms, and what serves from now on. Any thread;
 * the notices leave on the task's thread. What all subtasks see, the first one tells.
 */
final class Notices {
    private final String deployment;
    private final int subtask;
    private final Mail mail;
    private final Consumer<JobNotice> output;

    /**
     * @param subtask index of this subtask
     * @param output called on the task's thread
     */
    Notices(String deployment, int subtask, Mail mail, Consumer<JobNotice> output) {
        this.deployment = deployment;
        this.subtask = subtask;
        this.mail = mail;
        this.output = output;
    }

    /** An alarm was raised. */
    void alarm(Alarm alarm) {
        if (subtask == 0 || !alarm.code().everywhere()) {
            send(alarm.notice(deployment, subtask));
        }
    }

    /**
     * Something serves from now on.
     *
     * @param code MODEL or CLASS_SET
     * @param subject its key in the registry
     */
    void swap(String code, String subject, String message) {
        if (subtask == 0) {
            send(new JobNotice(
                    NoticeKind.SWAP,
                    code,
                    subject,
                    message,
                    deployment,
                    subtask,
                    Instant.now().truncatedTo(ChronoUnit.MILLIS)));
        }
    }

    private void send(JobNotice notice) {
        mail.post("notice", () -> output.accept(notice));
    }
}
