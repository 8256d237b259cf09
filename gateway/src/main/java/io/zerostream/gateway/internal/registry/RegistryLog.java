package io.zerostream.gateway.internal.registry;

import java.util.List;

/** Where changes of the class registry are written. */
@FunctionalInterface
public interface RegistryLog {
    /** Which topic the view is of: another one of the same name, created again, has another number; 0 = there is no other. */
    default long topic() {
        return 0;
    }

    /**
     * Writes records in order and returns when the view has taken all of them in.
     *
     * @param topic of which topic the change was planned; it must still be the one
     * @throws RefusedException when they could not be written, or not be read back, in time, or when the topic is another
     */
    void append(long topic, List<Change.Entry> entries);
}
