package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.internal.live.EventSink;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands events to all listening consoles. A console whose queue is full is dropped; its browser connects again and
 * starts afresh. An event of more than 128 Ki characters is not handed on. Thread-safe; publishing never waits.
 */
public final class EventHub implements EventSink, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

    /** Characters. Hundreds of events may wait for a console; what is longer can still be asked for. */
    private static final int LONGEST_EVENT = 128 * 1024;

    private final int capacity;
    private final int queueSize;
    private final int capacityPerClient;
    private final Semaphore places;
    private final Map<String, Integer> clients = new ConcurrentHashMap<>();
    private final Map<Listener, Boolean> listeners = new ConcurrentHashMap<>();

    /**
     * @param capacity consoles at once
     * @param capacityPerClient of them from one address
     * @param queueSize events that may wait for one console
     */
    public EventHub(int capacity, int capacityPerClient, int queueSize) {
        this.capacity = capacity;
        this.capacityPerClient = capacityPerClient;
        this.queueSize = queueSize;
        this.places = new Semaphore(capacity);
    }

    /**
     * Takes a place for one more console.
     *
     * @param client the address it comes from
     * @throws RefusedException when all are taken, or too many by that address
     */
    void reserve(String client) {
        if (!places.tryAcquire()) {
            throw new RefusedException(
                    Refusal.BUSY, capacity + " consoles are connected, which is the limit", "close one of them");
        }
        if (clients.merge(client, 1, Integer::sum) > capacityPerClient) {
            giveBack(client);
            throw new RefusedException(
                    Refusal.BUSY,
                    capacityPerClient + " consoles are connected from your address, which is the limit",
                    "close one of them");
        }
    }

    /** Sends to a console from now on; its place must have been reserved and is given back when it goes. */
    void add(EventWriter writer, String client) {
        AtomicReference<Listener> self = new AtomicReference<>();
        Listener listener = new Listener(writer, queueSize, () -> {
            listeners.remove(self.get());
            giveBack(client);
        });
        self.set(listener);
        listeners.put(listener, true);
        listener.start();
    }

    /** Gives back a place that was reserved and not used. */
    void giveBack(String client) {
        clients.computeIfPresent(client, (c, n) -> n == 1 ? null : n - 1);
        places.release();
    }

    /** Consoles that listen now. */
    public int listeners() {
        return listeners.size();
    }

    @Override
    public void publish(String type, Object payload) {
        if (listeners.isEmpty()) {
            return;
        }
        String json = Json.write(payload);
        if (json.length() > LONGEST_EVENT) {
            LOG.debug("an event '{}' of {} characters is not shown live", type, json.length());
            return;
        }
        // once for all of them; JSON holds no line break
        byte[] event = ("event: " + type + "\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
        for (Listener listener : listeners.keySet()) {
            if (!listener.offer(event)) {
                LOG.info("a console fell more than {} events behind and is dropped", queueSize);
                listener.stop();
            }
        }
    }

    /** Drops all consoles. */
    @Override
    public void close() {
        listeners.keySet().forEach(Listener::stop);
    }
}
