package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.audit.AuditLog;
import io.zerostream.gateway.internal.view.AuditView;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.AuditEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the {@code audit} topic, in a thread of its own: who logs in while Kafka is away is not to wait for it. What
 * cannot be written stands in the log, and the status says so until one can. Borrows the producer. Thread-safe.
 */
public final class KafkaAuditLog implements AuditLog, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAuditLog.class);
    private static final int WAITING = 1000;
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Producer<String, AuditEntry> producer;
    private final Duration timeout;
    private final ThreadPoolExecutor writing;
    private long missed;
    private @Nullable String problem;

    /** @param timeout longest wait for an acknowledgement */
    public KafkaAuditLog(Producer<String, AuditEntry> producer, Duration timeout) {
        this.producer = producer;
        this.timeout = timeout;
        this.writing =
                new ThreadPoolExecutor(1, 1, 0, TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, "gateway-audit");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    private final class Writing implements Runnable {
        private final AuditEntry entry;

        Writing(AuditEntry entry) {
            this.entry = entry;
        }

        @Override
        public void run() {
            put(entry);
        }
    }

    @Override
    public void write(AuditEntry entry) {
        if (entry.getAction().equals(AuditView.LOGIN) && writing.getQueue().size() > WAITING / 2) {
            LOG.warn("so many log in that one is not told: {}", SafeText.of(entry.getWho()));
            return;
        }
        try {
            writing.execute(new Writing(entry));
        } catch (RejectedExecutionException e) {
            missed(entry, e);
        }
    }

    private void put(AuditEntry entry) {
        try {
            producer.send(new ProducerRecord<>(Topics.AUDIT.name(), entry.getSubject(), entry))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            synchronized (this) {
                problem = null;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            missed(entry, e);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            missed(entry, e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
        }
    }

    private synchronized void missed(AuditEntry entry, Throwable cause) {
        missed++;
        problem = "of what people changed " + missed + " are not on topic '" + Topics.AUDIT.name()
                + "' but in this gateway's log: " + SafeText.of(String.valueOf(cause.getMessage()));
        LOG.error(
                "not on the audit topic: {} {} '{}' (says '{}') of {} did {} to {}",
                entry.getAt(),
                entry.getKind(),
                SafeText.of(entry.getWho()),
                SafeText.of(entry.getSaid()),
                SafeText.of(entry.getAddress()),
                entry.getAction(),
                SafeText.of(entry.getSubject()),
                cause);
    }

    /** What is wrong at present, for people. */
    public synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Writes what waits, for some seconds; the rest stands in the log. */
    @Override
    public void close() {
        writing.shutdown();
        try {
            if (writing.awaitTermination(CLOSE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Runnable left : writing.shutdownNow()) {
            missed(((Writing) left).entry, new IllegalStateException("the gateway closed"));
        }
    }
}
