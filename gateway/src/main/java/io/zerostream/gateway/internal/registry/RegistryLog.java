package io.zerostream.gateway.internal.registry;

import java.util.List;

/** Where changes of the class registry are written. */
@FunctionalInterface
public interface RegistryLog {
    /**
     * Writes records in order and returns when the view has taken all of them in.
     *
     * @throws RefusedException when they could not be written, or not be read back, in time
     */
    void append(List<Change.Entry> entries);
}
