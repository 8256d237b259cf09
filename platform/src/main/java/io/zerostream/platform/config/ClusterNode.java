package io.zerostream.platform.config;

import java.nio.file.Path;

/** One JVM of a {@link ProcessCluster}, for those who want to see what happens without it. Thread-safe. */
public interface ClusterNode {
    /** Its name in logs and reports, for example {@code taskmanager-1}. */
    String name();

    /** Process id of the last start. */
    long pid();

    /** How often it was started: 1 after the cluster's own start. */
    int starts();

    /** Whether its process exists, paused or not. */
    boolean alive();

    /** Standard output and error of the last start. */
    Path log();

    /** Ends it at once, as {@code kill -9} does, and waits until it is gone. */
    void kill();

    /**
     * Starts it again on the data and the ports it had; does not wait until it serves.
     *
     * @throws PlatformException when it is alive, or the operating system refuses
     */
    void restart();

    /**
     * Stops it with SIGSTOP: its connections stay open and nothing answers. Needs a POSIX system.
     *
     * @throws PlatformException when the signal cannot be sent
     */
    void pause();

    /**
     * Lets it go on after {@link #pause}.
     *
     * @throws PlatformException when the signal cannot be sent
     */
    void resume();
}
