package io.zerostream.gateway.internal.letters;

import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ImageEvent;

/** Where pictures go that are sent again. */
@FunctionalInterface
public interface RetrySink {
    /**
     * Writes one picture, marked with its letter, and returns when all replicas have it. Thread-safe.
     *
     * @param trace that of the picture
     * @param letter name of the letter, see {@link RetryMark}
     * @throws io.zerostream.gateway.internal.registry.RefusedException when it could not be written in time; it may have
     *     been written all the same
     */
    void again(ImageEvent event, TraceContext trace, String letter);
}
