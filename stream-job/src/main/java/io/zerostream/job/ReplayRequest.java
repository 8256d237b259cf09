package io.zerostream.job;

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
}
