package io.zerostream.job.internal;

import java.util.concurrent.ThreadFactory;

/** Makes the operator's own threads. */
public final class Threads {
    private Threads() {}

    /** Daemon threads of one name, with the job's class loader: native engines find their services through it. */
    public static ThreadFactory named(String name, ClassLoader jobClasses) {
        return runnable -> {
            Thread thread = new Thread(runnable, name);
            thread.setDaemon(true);
            thread.setContextClassLoader(jobClasses);
            return thread;
        };
    }
}
