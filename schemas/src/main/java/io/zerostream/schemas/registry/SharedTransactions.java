package io.zerostream.schemas.registry;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * The transactional id that all writers of a registry topic share: who opens it shuts out who had it before. What is
 * thrown besides {@link ShutOutException} says what became of the change. Not thread-safe.
 */
final class SharedTransactions<T extends SpecificRecord> implements AutoCloseable {
    private static final String ID = "zerostream-writes-";

    /**
     * As Kafka says that another writer opened the id: the epoch is another's; the transaction was ended by whoever opened
     * it, and so can no longer be committed; or the id was forgotten after a week without use.
     */
    private static final Set<Class<?>> SHUT_OUT = Set.of(
            ProducerFencedException.class,
            InvalidProducerEpochException.class,
            InvalidTxnStateException.class,
            InvalidPidMappingException.class,
            TransactionAbortableException.class);

    private static final Duration ABORT = Duration.ofSeconds(1);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final long LOOK_MS = 5;

    private final KafkaConnection kafka;
    private final Topics.Topic topic;
    private final Class<T> type;
    private final Duration timeout;
    private final TopicPartition partition;
    private @Nullable Producer<String, T> producer;
    private @Nullable Consumer<String, byte[]> reader;
    private long end;

    /** Another writer opened the id, or it is not known whether a commit was one: to be opened again. */
    static final class ShutOutException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Offset of the change's last record when it was being committed, and may be; else -1. */
        final long doubtful;

        ShutOutException(Throwable cause, long doubtful) {
            super(cause);
            this.doubtful = doubtful;
        }
    }

    SharedTransactions(KafkaConnection kafka, Topics.Topic topic, Class<T> type, Duration timeout) {
        this.kafka = kafka;
        this.topic = topic;
        this.type = type;
        this.timeout = timeout;
        this.partition = new TopicPartition(topic.name(), 0);
    }

    boolean isOpen() {
        return producer != null;
    }

    /**
     * Shuts out who had the id, and asks where the topic ends; nothing when it is open.
     *
     * @param doubted whether nobody can say what became of a commit, should this fail
     */
    void open(boolean doubted) throws ShutOutException {
        if (producer != null) {
            return;
        }
        try {
            producer = kafka.producer(
                    topic,
                    type,
                    Map.of(
                            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                            ID + topic.name(),
                            // of several in one process; else their metrics would be one
                            ProducerConfig.CLIENT_ID_CONFIG,
                            ID + topic.name() + '-' + UUID.randomUUID(),
                            ProducerConfig.MAX_BLOCK_MS_CONFIG,
                            timeout.toMillis(),
                            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                            Math.toIntExact(timeout.toMillis())));
            producer.initTransactions();
            end = present();
        } catch (RuntimeException e) {
            letGo();
            if (isShutOut(e)) {
                throw new ShutOutException(e, -1);
            }
            throw doubted ? unknown(e) : notWritten(e);
        }
    }

    private Consumer<String, byte[]> reader() {
        if (reader == null) {
            reader = kafka.consumer(new ByteArrayDeserializer(), Map.of());
        }
        return reader;
    }

    /** The end of what readers can see. */
    private long present() {
        return reader().endOffsets(List.of(partition), timeout).getOrDefault(partition, 0L);
    }

    /** Offset before which all lies that others wrote while the id was not ours, and all that we wrote. */
    long end() {
        return end;
    }

    /** Whether the topic has more than we know of, by programs without the id or since ours was lost; we know of it then. */
    boolean othersWrote() {
        long present;
        try {
            present = present();
        } catch (RuntimeException e) {
            throw notWritten(e);
        }
        boolean more = present > end;
        end = Math.max(end, present);
        return more;
    }

    /** Whether a record that we wrote was committed. The id is open again, so its transaction has ended one way or the other. */
    boolean isThere(long offset) {
        Consumer<String, byte[]> consumer = reader();
        consumer.assign(List.of(partition));
        consumer.seek(partition, offset);
        try {
            while (consumer.position(partition) <= offset && present() > offset) {
                if (consumer.poll(POLL).records(partition).stream().anyMatch(record -> record.offset() == offset)) {
                    return true;
                }
            }
            return false;
        } catch (KafkaException e) {
            throw unknown(e);
        } finally {
            consumer.unsubscribe();
        }
    }

    /**
     * Writes all of it or nothing, and returns when readers can see it.
     *
     * @param deadline of {@link System#nanoTime}
     */
    void commit(Map<String, @Nullable T> records, long deadline) throws ShutOutException {
        Producer<String, T> ours = Objects.requireNonNull(producer, "the id is not open");
        boolean committing = false;
        long last = -1;
        try {
            ours.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach((key, value) -> sent.add(ours.send(new ProducerRecord<>(topic.name(), 0, key, value))));
            for (Future<RecordMetadata> record : sent) {
                long left = Math.max(1, deadline - System.nanoTime());
                last = Math.max(last, record.get(left, TimeUnit.NANOSECONDS).offset());
            }
            committing = true;
            ours.commitTransaction();
        } catch (InterruptedException | InterruptException e) {
            letGo();
            Thread.currentThread().interrupt();
            throw committing ? unknown(e) : notWritten(e);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            if (committing || isShutOut(e)) {
                letGo();
                // a commit whose answer was lost is asked for again by Kafka's client, and may find the id another's;
                // and brokers answer one that meets another writer's opening with an unexpected error now and then
                throw new ShutOutException(e, committing ? last : -1);
            }
            // gives the transaction up, so that it holds no reader up
            letGo(ABORT);
            throw notWritten(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
        }
        end = last + 1;
        untilSeen(last, deadline);
    }

    /** Kafka answers a commit before it has written the marks that let readers see what was committed. */
    private void untilSeen(long last, long deadline) {
        try {
            while (present() <= last && System.nanoTime() < deadline) {
                Thread.sleep(LOOK_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            throw new RegistryWriteException(
                    "the change of topic " + topic.name() + " was written; whether readers see it cannot be asked: "
                            + reason(e),
                    e);
        }
    }

    /** Kafka's client wraps it now and then. */
    private static boolean isShutOut(Throwable e) {
        Throwable t = e;
        while (t != null) {
            if (SHUT_OUT.contains(t.getClass())) {
                return true;
            }
            t = t.getCause();
        }
        return false;
    }

    private RegistryWriteException notWritten(Throwable cause) {
        return new RegistryWriteException(
                "nothing was changed: topic " + topic.name() + " cannot be written: " + reason(cause), cause);
    }

    private RegistryWriteException unknown(Throwable cause) {
        return new RegistryWriteException(
                "nobody can say whether the change of topic " + topic.name() + " was written: " + reason(cause), cause);
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Gives the id up. */
    void letGo() {
        letGo(Duration.ZERO);
    }

    private void letGo(Duration patience) {
        Producer<String, T> former = producer;
        producer = null;
        closeQuietly(former == null ? () -> {} : () -> former.close(patience));
    }

    private static void closeQuietly(Runnable close) {
        try {
            close.run();
        } catch (KafkaException e) {
            // interrupted while it waits for its own thread: that ends by itself
            if (e instanceof InterruptException) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        letGo();
        Consumer<String, byte[]> former = reader;
        reader = null;
        closeQuietly(former == null ? () -> {} : former::close);
    }
}
