package io.zerostream.schemas;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a whole has opened of parts, for a constructor that may fail half-way and for the end. What was opened last is
 * closed first, and each is closed whatever the others do. Thread-safe: a second that closes waits for the first.
 */
public final class Opened implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();

    /**
     * Takes a part over, to be closed by {@link #close}.
     *
     * @return the part
     */
    public synchronized <T extends AutoCloseable> T add(T part) {
        parts.push(part);
        return part;
    }

    /** Closes what is open. Does not throw; what went wrong is logged. Doing it twice does no harm. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} was not closed in good order", part, e);
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
