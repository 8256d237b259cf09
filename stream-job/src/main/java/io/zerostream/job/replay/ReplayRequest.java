package io.zerostream.job.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a person wants labelled anew, and by what.
 *
 * @param from pictures of this Kafka timestamp and later
 * @param to pictures before this Kafka timestamp
 * @param classSet the set that every picture is matched against, whatever its event asks for
 * @param revision the revision of that set; null = the newest that is complete
 * @param model name and version of the model, as {@code name/version}; null = what the deployment serves now
 * @param deployment the deployment that {@code model} defaults to
 */
public record ReplayRequest(
        Instant from,
        Instant to,
        String classSet,
        @Nullable Long revision,
        @Nullable String model,
        String deployment) {
    /** @throws ReplayException when the range is empty */
    public ReplayRequest {
        if (!from.isBefore(to)) {
            throw new ReplayException("the range is empty: from " + from + " is not before to " + to);
        }
    }

    /**
     * A request as people write it.
     *
     * @param classSet {@code NAME} or {@code NAME@REVISION}
     * @throws ReplayException when the range is empty or the revision is no number
     */
    public static ReplayRequest of(
            Instant from, Instant to, String classSet, @Nullable String model, String deployment) {
        int at = classSet.lastIndexOf('@');
        if (at < 0) {
            return new ReplayRequest(from, to, classSet, null, model, deployment);
        }
        String revision = classSet.substring(at + 1);
        try {
            return new ReplayRequest(from, to, classSet.substring(0, at), Long.parseLong(revision), model, deployment);
        } catch (NumberFormatException e) {
            throw new ReplayException(
                    "'" + revision
                            + "' is no revision: write the class set as NAME or NAME@NUMBER, for example birds@3",
                    e);
        }
    }
}
