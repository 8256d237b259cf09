package io.zerostream.gateway.internal.registry;

import java.time.Duration;

/** Whether this gateway has read a registry as far as somebody wrote it. */
@FunctionalInterface
public interface ReadBack {
    /**
     * Waits until all records before an offset have been taken in, whoever else wrote meanwhile.
     *
     * @return false when the time is up before
     */
    boolean await(long end, Duration timeout) throws InterruptedException;
}
