package io.zerostream.gateway.internal.cameras;

import io.zerostream.schemas.avro.Camera;
import org.jspecify.annotations.Nullable;

/** Where definitions of cameras are written. */
@FunctionalInterface
public interface CameraLog {
    /**
     * Writes one and waits until the view has it.
     *
     * @param camera null = it is removed
     * @throws io.zerostream.gateway.internal.registry.RefusedException when Kafka is away
     */
    void write(String name, @Nullable Camera camera);
}
