package io.zerostream.gateway.internal.http;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One console: a bounded queue of events and the thread that sends them, so that no console can hold up another. What
 * comes after silence is sent at once; what follows is collected for a moment that nobody sees, for with hundreds of
 * consoles a write for each event costs as much as hundreds of uploads a second.
 */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private static final long BETWEEN_WRITES = Duration.ofMillis(100).toNanos();

    private final EventWriter writer;
    private final Runnable onEnd;
    private final BlockingQueue<byte[]> queue;
    private final Thread thread;

    /**
     * @param queueSize events that may wait
     * @param onEnd called once, when nothing more will be sent
     */
    Listener(EventWriter writer, int queueSize, Runnable onEnd) {
        this.writer = writer;
        this.onEnd = onEnd;
        this.queue = new ArrayBlockingQueue<>(queueSize);
        this.thread = new Thread(this::run, "gateway-console");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /**
     * Whether there was room for the event.
     *
     * @param event as {@link EventWriter} sends it; not changed afterwards, by nobody
     */
    boolean offer(byte[] event) {
        boolean taken = queue.offer(event);
        if (queue.remainingCapacity() < queue.size()) {
            // a burst: it collects no longer
            LockSupport.unpark(thread);
        }
        return taken;
    }

    /** Stops sending and ends the connection. */
    void stop() {
        thread.interrupt();
        writer.close();
    }

    private void run() {
        try {
            while (true) {
                List<byte[]> events = new ArrayList<>(List.of(queue.take()));
                if (writer.gone()) {
                    return;
                }
                queue.drainTo(events);
                writer.send(events);
                LockSupport.parkNanos(BETWEEN_WRITES);
            }
        } catch (InterruptedException e) {
            LOG.debug("console is dropped");
        } catch (RuntimeException e) {
            LOG.debug("console went away", e);
        } finally {
            onEnd.run();
            writer.close();
        }
    }
}
