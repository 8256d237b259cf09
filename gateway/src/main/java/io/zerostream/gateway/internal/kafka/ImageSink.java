package io.zerostream.gateway.internal.kafka;

import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ImageEvent;

/** Where uploaded pictures go. */
@FunctionalInterface
public interface ImageSink {
    /**
     * Writes one picture and returns when all replicas have it. Thread-safe.
     *
     * @param trace that of the request it came with
     * @throws io.zerostream.gateway.internal.registry.RefusedException when it could not be written in time
     */
    void put(ImageEvent event, TraceContext trace);
}
