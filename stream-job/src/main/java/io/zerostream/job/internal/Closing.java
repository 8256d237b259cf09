package io.zerostream.job.internal;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of operators and sinks. Flink closes them after a failure too, and takes an exception from there for a fault of the
 * task manager, which then ends with everything else that runs on it. But what cannot be closed is most often the very
 * thing that failed: a broker that is away, a device that is sick.
 */
public final class Closing {
    private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

    private Closing() {}

    /**
     * Closes each, whatever the others do. What goes wrong is logged; an {@link Error} ends it, and is thrown.
     *
     * @param whole named in the log
     * @param parts closed in this order; null = was not opened
     */
    public static void all(String whole, @Nullable AutoCloseable... parts) {
        boolean interrupted = false;
        for (AutoCloseable part : parts) {
            try {
                if (part != null) {
                    part.close();
                }
            } catch (Exception e) {
                interrupted |= e instanceof InterruptedException;
                LOG.warn("{} could not be closed in good order; the job goes on without it", whole, e);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
