package io.zerostream.gateway.internal.registry;

import java.util.function.Supplier;

/** Where changes of the class registry are written. */
@FunctionalInterface
public interface RegistryLog {
    /** Which topic the view is of: another one of the same name, created again, has another number; 0 = there is no other. */
    default long topic() {
        return 0;
    }

    /**
     * Plans a change on all that is written, writes its records in order, and returns when the view has taken them in.
     *
     * @param topic of which topic the view was; it must still be the one
     * @param plan asked again when another program wrote meanwhile; what it throws ends the change
     * @return what was written
     * @throws RefusedException when it could not be written, or not be read back, in time, or when the topic is another
     */
    Change write(long topic, Supplier<Change> plan);
}
