package io.zerostream.job.internal;

/**
 * Something that a person should look at while the job goes on with what it had.
 *
 * @param code for counting and filtering
 * @param message what was wrong, where, what the job does, what to do
 */
public record Alarm(Code code, String message) {
    /** Kinds of alarms; the module's README tells what to do about each. */
    public enum Code {
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
        /** A deployment that cannot be followed. */
        DEPLOYMENT_REFUSED,
        /** A checkpoint that is incomplete, damaged, or does not fit. */
        MODEL_REFUSED,
        /** A checkpoint that could not be fetched just now; it is tried again. */
        MODEL_UNREACHABLE,
        /** A whole batch failed. */
        BATCH_FAILED,
        /** The device ran out of memory; batches are smaller from now on. */
        OUT_OF_MEMORY
    }
}
