package io.zerostream.job.internal;

import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that a person should look at while the job goes on with what it had, or need not look at any longer.
 *
 * @param code for counting and filtering
 * @param subject key of the registry record it is about; empty when it is about none
 * @param message what was wrong, where, what the job does, what to do
 * @param model name and version of the model that it is about; empty when it is about none
 * @param revision of the deployment or class set that it is about; 0 when it is about none
 * @param reason what was thrown or found, in a word; empty when the message says it all
 */
public record Alarm(Code code, String subject, String message, String model, long revision, String reason) {
    /** About no model and no revision. */
    public Alarm(Code code, String subject, String message) {
        this(code, subject, message, "", 0, "");
    }

    /** About no record of a registry. */
    public Alarm(Code code, String message) {
        this(code, "", message);
    }

    /** The same about a model. */
    public Alarm ofModel(String id) {
        return new Alarm(code, subject, message, id, revision, reason);
    }

    /** The same about a revision of a deployment or class set. */
    public Alarm ofRevision(long number) {
        return new Alarm(code, subject, message, model, number, reason);
    }

    /** The same with what was thrown or found. */
    public Alarm because(String why) {
        return new Alarm(code, subject, message, model, revision, why);
    }

    /**
     * What people read of it on {@code job-notices}, now.
     *
     * @param subtask who says so
     */
    public JobNotice notice(String deployment, int subtask) {
        return new JobNotice(
                code.recovery() ? NoticeKind.RECOVERED : NoticeKind.ALARM,
                code.name(),
                subject,
                message,
                deployment,
                subtask,
                Instant.now().truncatedTo(ChronoUnit.MILLIS),
                model,
                revision,
                reason,
                0);
    }

    /** Kinds of alarms; the module's README tells what to do about each. */
    public enum Code {
        /** A registry topic was created again, or is another cluster's. */
        REGISTRY_REPLACED,
        /** A registry record that cannot be read, or contradicts its key. */
        UNREADABLE_CONTROL,
        /** A space that changes under classes that use it, or is removed. */
        SPACE_REFUSED,
        /** A prototype that does not fit its space. */
        PROTOTYPE_REFUSED,
        /** A prototype in use was removed. */
        REMOVAL_IGNORED,
        /** A class set that cannot be. */
        CLASS_SET_REFUSED,
        /** A class set for which there was no native memory just now; it is tried again. */
        CLASS_SET_NO_MEMORY(false),
        /** A deployment that cannot be followed. */
        DEPLOYMENT_REFUSED,
        /** What served before a restart does not yet, nor does anything else that the registry has for this job. */
        NOT_SERVING(false),
        /** It does. */
        SERVING_RECOVERED(false, true),
        /** A checkpoint that is incomplete, damaged, or does not fit. */
        MODEL_REFUSED(false),
        /** A checkpoint that could not be fetched just now; it is tried again. */
        MODEL_UNREACHABLE(false),
        /** A model for which the device had no memory just now; it is tried again. */
        MODEL_NO_MEMORY(false),
        /** The model failed on a call with several pictures, or on pictures alone. */
        BATCH_FAILED(false),
        /** A model does not answer its probe pictures; it is tried again, and what served before goes on. */
        DEVICE_SICK(false),
        /** It does again. */
        DEVICE_RECOVERED(false, true),
        /** The canary failed on pictures; the active version labelled them. */
        CANARY_FAILED(false),
        /** The shadow failed on pictures; nobody was served worse. */
        SHADOW_FAILED(false),
        /** A source says of its pictures that they were taken long before, or after, they arrived. */
        CLOCK_OFF(false),
        /** Labels of a window drifted from the reference, or too many are UNKNOWN. */
        LABELS_DRIFTED(false),
        /** The device ran out of memory; calls of the model are smaller until it has room again. */
        OUT_OF_MEMORY(false),
        /** It has. */
        MEMORY_RECOVERED(false, true),
        /** Checkpoints fail one after the other. */
        CHECKPOINTS_FAIL(true),
        /** They no longer do. */
        CHECKPOINTS_RECOVERED(true, true);

        private final boolean everywhere;
        private final boolean recovery;

        Code() {
            this(true);
        }

        Code(boolean everywhere) {
            this(everywhere, false);
        }

        Code(boolean everywhere, boolean recovery) {
            this.everywhere = everywhere;
            this.recovery = recovery;
        }

        /** Whether it says that what another alarm was about is over. */
        public boolean recovery() {
            return recovery;
        }

        /** Whether every subtask sees the same, for it comes from the registries or from Flink; then one of them tells people. */
        public boolean everywhere() {
            return everywhere;
        }
    }
}
