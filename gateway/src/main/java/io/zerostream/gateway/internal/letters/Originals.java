package io.zerostream.gateway.internal.letters;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import java.util.Optional;

/** The pictures that dead letters are about. */
public interface Originals {
    /**
     * The event that a letter is about: what the letter itself holds, else what Kafka still has. Thread-safe.
     *
     * @return empty when neither has it any more
     * @throws UnreadableException when it is no event
     * @throws io.zerostream.gateway.internal.registry.RefusedException when Kafka or the schema registry does not answer
     */
    Optional<ImageEvent> of(DeadLetter letter) throws UnreadableException;

    /** What a letter is about cannot be read as an event. */
    final class UnreadableException extends Exception {
        private static final long serialVersionUID = 1L;

        /**
         * @param message for people
         * @param cause what was thrown
         */
        public UnreadableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
