package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.config.HttpLimits;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends connections on which the head of a request is not whole in time, for Jetty's idle timeout begins again with each
 * byte: a client that sends one now and then would keep its connection for ever. When most connections are taken, those
 * that have no request under way have little time left, so that others are accepted soon: first those of the addresses
 * that hold the most of them, and of one address those that never had a request, and those that have waited longest.
 */
final class RequestHeads extends AbstractLifeCycle implements Connection.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHeads.class);
    /** How often it looks, and what is left to waiting connections in a crowd, as a share of the time for a head. */
    private static final int SHARE = 10;

    private static final double CROWD = 0.75;
    /** What a crowd is thinned to: as many connections again are free for those who come until the next look. */
    private static final double THINNED = 0.5;

    /** What was seen of a connection. */
    private static final class Waiting {
        /** Requests so far; less than 0 = one is under way. */
        private long requests;
        /** Received when it began to wait for the next. */
        private long bytes;

        private long since = System.nanoTime();
        /** Since when the head comes; 0 = none has begun. */
        private long head;
        /** Whether it was told that it cannot be looked at. */
        private boolean told;
    }

    private final Connector connector;
    private final int most;
    private final Duration grace;
    private final Map<Connection, Waiting> connections = new ConcurrentHashMap<>();
    private volatile Scheduler.@Nullable Task look;
    private boolean crowded;

    RequestHeads(Connector connector, HttpLimits limits) {
        this.connector = connector;
        this.most = limits.connections();
        this.grace = limits.grace();
    }

    @Override
    protected void doStart() {
        again();
    }

    @Override
    protected void doStop() {
        Scheduler.Task task = look;
        if (task != null) {
            task.cancel();
        }
    }

    private void again() {
        look = connector.getScheduler().schedule(this::look, grace.toNanos() / SHARE, TimeUnit.NANOSECONDS);
    }

    @Override
    public void onOpened(Connection connection) {
        connections.put(connection, new Waiting());
    }

    @Override
    public void onClosed(Connection connection) {
        connections.remove(connection);
    }

    private void look() {
        try {
            each(this::forgetClosed);
            noticeCrowd();
            long now = System.nanoTime();
            each((connection, waiting) -> look(connection, waiting, now));
            if (crowded) {
                thinOut(now);
            }
        } catch (Error e) {
            LOG.error("the JVM broke while connections were looked at", e);
            throw e;
        } finally {
            // whatever happened, they are looked at again
            if (isRunning()) {
                again();
            }
        }
    }

    /** Whatever one connection does, the others are looked at. */
    private void each(BiConsumer<Connection, Waiting> look) {
        connections.forEach((connection, waiting) -> {
            try {
                look.accept(connection, waiting);
            } catch (RuntimeException e) {
                if (!waiting.told) {
                    waiting.told = true;
                    LOG.error("{} cannot be looked at: it may stay however slow it is", connection, e);
                }
            }
        });
    }

    /** One that another listener closed as it opened is told as closed first, and as opened then. */
    private void forgetClosed(Connection connection, Waiting waiting) {
        if (!connection.getEndPoint().isOpen()) {
            connections.remove(connection, waiting);
        }
    }

    private void noticeCrowd() {
        boolean before = crowded;
        crowded = connections.size() >= most * CROWD;
        if (crowded && !before) {
            LOG.warn(
                    "{} of {} connections are taken (http.connections): those without a request are closed after {} ms,"
                            + " first those of the addresses that have the most",
                    connections.size(),
                    most,
                    grace.toMillis() / SHARE);
        }
    }

    private void look(Connection connection, Waiting waiting, long now) {
        long requests = connection.getMessagesIn();
        if (requests > connection.getMessagesOut()) {
            waiting.requests = -1;
            return;
        }
        long bytes = connection.getBytesIn();
        if (waiting.requests != requests) {
            waiting.requests = requests;
            waiting.bytes = bytes;
            waiting.since = now;
            waiting.head = 0;
        }
        if (bytes > waiting.bytes && waiting.head == 0) {
            waiting.head = now;
        }
        if (waiting.head != 0 && now - waiting.head >= grace.toNanos()) {
            end(connection, "the head of a request is not whole after " + grace.toMillis() + " ms");
        }
    }

    /** Closes what has no request under way, and no more than needed. */
    private void thinOut(long now) {
        Map<Connection, String> addresses = new HashMap<>();
        connections.keySet().forEach(one -> addresses.put(one, ConnectionsPerClient.address(one)));
        Map<String, Long> held =
                addresses.values().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Comparator<Map.Entry<Connection, Waiting>> mostOfOneAddress = Comparator.comparing(
                one -> held.getOrDefault(addresses.getOrDefault(one.getKey(), ""), 0L), Comparator.reverseOrder());
        connections.entrySet().stream()
                .filter(one -> one.getValue().requests >= 0)
                .filter(one -> now - one.getValue().since >= grace.toNanos() / SHARE)
                .sorted(mostOfOneAddress
                        .thenComparing(one -> one.getValue().requests > 0)
                        .thenComparing(one -> one.getValue().since))
                .limit(Math.max(0, addresses.size() - (long) (most * THINNED)))
                .forEach(one -> end(one.getKey(), "nothing is under way on it, and most connections are taken"));
    }

    private static void end(Connection connection, String why) {
        LOG.debug("{} is closed: {}", connection, why);
        connection.getEndPoint().close(new EofException(why));
    }
}
