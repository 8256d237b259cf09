package io.zerostream.cameras.internal;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.Metric;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether a consumer's group still answers it, and stops cameras when not. In a thread of its own: who polls the consumer
 * may wait, for a broker or the schema registry, while others have the cameras already.
 */
final class GroupWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWatch.class);
    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofSeconds(5);
    private static final String COORDINATOR = "consumer-coordinator-metrics";
    /** Counted when the answer comes, not when the question goes. */
    private static final Set<String> ANSWERS = Set.of("heartbeat-total", "join-total", "sync-total");

    private final List<? extends Metric> answers;
    private final GroupContact contact;
    private final Fleet fleet;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Starts to look.
     *
     * @param consumer of a group; only its metrics are read, which any thread may
     * @param contact told the answers; borrowed
     * @param fleet stopped when the contact holds no longer; borrowed
     * @throws IllegalStateException when the consumer does not count what comes from its group
     */
    GroupWatch(Consumer<?, ?> consumer, GroupContact contact, Fleet fleet) {
        this.contact = contact;
        this.fleet = fleet;
        answers = consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().group().equals(COORDINATOR)
                        && ANSWERS.contains(metric.metricName().name()))
                .toList();
        if (answers.size() != ANSWERS.size()) {
            throw new IllegalStateException("this version of Kafka's client does not count " + ANSWERS);
        }
        thread = new Thread(this::watch, "camera-group-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        try {
            do {
                try {
                    look();
                    fleet.stopUnlessHeld();
                } catch (RuntimeException e) {
                    LOG.warn("cameras could not be stopped; it is tried again", e);
                }
            } while (!closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("closes");
        }
    }

    /** Counts what has come by now. */
    void look() {
        contact.answered(answers.stream()
                .mapToDouble(metric -> (Double) metric.metricValue())
                .sum());
    }

    /** Looks no more. */
    @Override
    public void close() {
        closing.countDown();
        thread.interrupt();
        try {
            thread.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
