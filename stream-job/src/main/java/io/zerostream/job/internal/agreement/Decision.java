package io.zerostream.job.internal.agreement;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What all subtasks serve.
 *
 * @param number counts the decisions of a job from 1; 0 = nothing was decided
 * @param plan as in {@code PlanCodec}; null = nothing was decided
 */
@SuppressWarnings("ArrayRecordComponent") // compared by number
record Decision(long number, byte @Nullable [] plan) {
    static final Decision NONE = new Decision(0, null);
    private static final int FORMAT = 1;
    private static final int NO_PLAN = -1;

    /** For a checkpoint. */
    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(FORMAT);
            out.writeLong(number);
            out.writeInt(plan == null ? NO_PLAN : plan.length);
            if (plan != null) {
                out.write(plan);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
        return bytes.toByteArray();
    }

    /**
     * From a checkpoint.
     *
     * @param bytes null = a checkpoint of a release that decided nothing
     * @throws IllegalStateException when a newer program wrote it
     */
    static Decision fromBytes(byte @Nullable [] bytes) throws IOException {
        if (bytes == null) {
            return NONE;
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int format = in.readInt();
            if (format != FORMAT) {
                throw new IllegalStateException("the snapshot holds a decision of format " + format
                        + "; this program reads " + FORMAT + ": restore it with the release that wrote it");
            }
            long number = in.readLong();
            int length = in.readInt();
            return new Decision(number, length == NO_PLAN ? null : in.readNBytes(length));
        }
    }
}
