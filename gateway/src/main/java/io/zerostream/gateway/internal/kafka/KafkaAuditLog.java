package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.audit.AuditLog;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.AuditEntry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the {@code audit} topic, and waits until Kafka has it. What cannot be written stands in the log, and the status
 * says so until one can. Borrows the producer. Thread-safe.
 */
public final class KafkaAuditLog implements AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaAuditLog.class);

    private final Producer<String, AuditEntry> producer;
    private final Duration timeout;
    private long lost;
    private @Nullable String problem;

    /** @param timeout longest wait for the acknowledgement */
    public KafkaAuditLog(Producer<String, AuditEntry> producer, Duration timeout) {
        this.producer = producer;
        this.timeout = timeout;
    }

    @Override
    public synchronized void write(AuditEntry entry) {
        try {
            producer.send(new ProducerRecord<>(Topics.AUDIT.name(), entry.getSubject(), entry))
                    .get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            problem = null;
        } catch (ExecutionException | TimeoutException | KafkaException | SchemaRegistryException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            missed(entry, cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            missed(entry, e);
        }
    }

    private void missed(AuditEntry entry, Throwable cause) {
        lost++;
        problem = lost + " changes are not on topic '" + Topics.AUDIT.name() + "' but in this gateway's log: "
                + SafeText.of(String.valueOf(cause.getMessage()));
        LOG.error(
                "not on the audit topic: {} {} '{}' of {} did {} to {}",
                entry.getAt(),
                entry.getKind(),
                SafeText.of(entry.getWho()),
                entry.getAddress(),
                entry.getAction(),
                SafeText.of(entry.getSubject()),
                cause);
    }

    /** What is wrong at present, for people. */
    public synchronized Optional<String> problem() {
        return Optional.ofNullable(problem);
    }
}
