package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.LogValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the operator cannot get over: thrown on the task's thread it ends this attempt of the job, and Flink restarts it
 * from the last checkpoint. Making one writes one line to the log, where whoever is called in the night finds the model
 * and the reason without Flink's stack traces.
 */
final class Failure extends IllegalStateException {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(Failure.class);

    /** Kinds of failures; docs/operations.md tells what to do about each. */
    enum Reason {
        /** Whole batches in a row came to nothing, picture by picture, too. */
        BATCHES_FAILED,
        /** Not one picture's fault: out of heap, a broken native library, a defect. */
        INFERENCE_BROKE,
        /** The JVM had an error while a model was opened. */
        OPENING_BROKE
    }

    private Failure(Reason reason, String model, String message, Throwable cause) {
        super(message + " (model " + model + ')', cause);
        log(reason, model, message, cause);
    }

    /** The last of so many batches that came to nothing. */
    static Failure of(Batch batch, int inARow, Throwable cause) {
        return new Failure(
                Reason.BATCHES_FAILED,
                batch.serving().plan().modelId(),
                inARow + " batches in a row came to nothing: deploy another version, or look at the device",
                cause);
    }

    /** A batch that did not come back. */
    static Failure of(Batch batch, Throwable cause) {
        return new Failure(
                Reason.INFERENCE_BROKE,
                batch.serving().plan().modelId(),
                "inference broke on a batch of " + batch.size() + " pictures",
                cause);
    }

    /** Only the line, for what is thrown as it is. */
    static void log(Reason reason, String model, String message, Throwable cause) {
        LOG.error(
                "event=failure reason={} model={} message={} cause={}",
                reason,
                LogValue.quoted(model),
                LogValue.quoted(message),
                LogValue.quoted(cause.toString()));
    }
}
