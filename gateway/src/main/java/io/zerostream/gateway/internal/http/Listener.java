package io.zerostream.gateway.internal.http;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One console: a bounded queue of events and the thread that sends them, so that no console can hold up another. */
final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private final EventWriter writer;
    private final Runnable onEnd;
    private final BlockingQueue<Event> queue;
    private final Thread thread;

    record Event(String type, String json) {}

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

    /** Whether there was room for the event. */
    boolean offer(Event event) {
        return queue.offer(event);
    }

    /** Stops sending and ends the connection. */
    void stop() {
        thread.interrupt();
        writer.close();
    }

    private void run() {
        try {
            while (!writer.gone()) {
                Event event = queue.take();
                writer.send(event.type(), event.json());
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
