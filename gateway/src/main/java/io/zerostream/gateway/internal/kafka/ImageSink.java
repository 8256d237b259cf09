package io.zerostream.gateway.internal.kafka;

import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ImageEvent;

/** Where uploaded pictures go. */
@FunctionalInterface
public interface ImageSink {
    /** A picture on its way. */
    @FunctionalInterface
    interface Sending {
        /**
         * Returns when all replicas have it.
         *
         * @throws io.zerostream.gateway.internal.registry.RefusedException when it could not be written in time, counted
         *     from when it was sent
         */
        void await();
    }

    /**
     * Begins to write one picture; those of a source are written in that order. Thread-safe.
     *
     * @param trace that of the request it came with
     */
    Sending send(ImageEvent event, TraceContext trace);
}
