package io.zerostream.job.internal;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator cannot get over: thrown on the task's thread it ends this attempt of the job, and Flink restarts it
 * from the last checkpoint. Making one writes one line to the log, where whoever is called in the night finds the model
 * and the reason without Flink's stack traces.
 */
public final class Failure extends IllegalStateException {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    /** Kinds of failures; docs/operations.md tells what to do about each. */
    public enum Reason {
        /** Pictures failed and the model does not answer its probe pictures either. */
        DEVICE_SICK,
        /** The model did not come back from a batch in time. */
        BATCH_STUCK,
        /** Not one picture's fault: out of heap, a broken native library, a defect. */
        INFERENCE_BROKE,
        /** The JVM had an error while a model was opened. */
        OPENING_BROKE,
        /** The JVM had an error while the registries were read. */
        READING_BROKE,
        /** The JVM had an error while a class set was built. */
        BUILDING_BROKE
    }

    private Failure(Reason reason, String model, String message, Throwable cause) {
        super(message + " (model " + model + ')', cause);
        log(reason, model, message, cause);
    }

    /**
     * A batch that broke: nobody can say what became of its pictures.
     *
     * @param model the one that was at it
     */
    public static Failure of(String model, int pictures, Throwable cause) {
        if (cause instanceof DeviceException) {
            return new Failure(
                    Reason.DEVICE_SICK,
                    model,
                    "pictures failed and so did the probe: the device is to blame, all " + pictures
                            + " pictures of the batch are read again; look at the device",
                    cause);
        }
        return new Failure(
                Reason.INFERENCE_BROKE, model, "inference broke on a batch of " + pictures + " pictures", cause);
    }

    /**
     * A batch that does not come back.
     *
     * @param model the one that is at it
     */
    public static Failure stuck(String model, int pictures, Duration limit) {
        return new Failure(
                Reason.BATCH_STUCK,
                model,
                "a batch of " + pictures + " pictures has not come back from the model within batch.time-limit " + limit
                        + ": look at the device; the call cannot be interrupted and ends with the process only",
                new TimeoutException(limit + " are over"));
    }

    /** Only the line, for what is thrown as it is. */
    public static void log(Reason reason, String model, String message, Throwable cause) {
        LOG.error(
                "event=failure reason={} model={} message={} cause={}",
                reason,
                LogValue.quoted(model),
                LogValue.quoted(message),
                LogValue.quoted(cause.toString()));
    }
}
