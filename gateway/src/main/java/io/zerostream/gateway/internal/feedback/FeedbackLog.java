package io.zerostream.gateway.internal.feedback;

import io.zerostream.schemas.avro.Feedback;
import java.util.Map;
import java.util.Optional;

/** Where it is written what people say. */
@FunctionalInterface
public interface FeedbackLog {
    /**
     * Writes all and waits until {@link Judgements} have them.
     *
     * @param records by key; empty = what was said is taken back
     * @throws io.zerostream.gateway.internal.registry.RefusedException when Kafka is away; some may be written
     */
    void write(Map<String, Optional<Feedback>> records);
}
