package io.zerostream.schemas.registry;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;

/**
 * Writes changes to a registry topic so that no program's change is lost to another's. A change is a transaction of Kafka:
 * its records are there together or not at all. All writers of a topic share one transactional id, and whoever opens it
 * shuts out who had it before; so a change that is committed was planned on all that was written before it:
 *
 * <ol>
 *   <li>open the transactional id: earlier transactions have ended, and whoever is at one cannot commit it any more;
 *   <li>ask where the topic ends, and plan on all of that;
 *   <li>write and commit. When another writer opened the id meanwhile, the commit fails, nothing was written, and it begins
 *       again with 1.
 * </ol>
 *
 * <p>As long as the id stays ours nobody else has written, and 1 and 2 are left out. A program that writes to the topic
 * without this class is not seen in time; the fold still refuses what contradicts. Thread-safe; one change at a time.
 *
 * @param <T> the topic's generated Avro class
 */
public final class RegistryWriter<T extends SpecificRecord> implements AutoCloseable {
    /**
     * As Kafka says it: the epoch is another's; the transaction was ended by whoever opened the id, and so can no longer be
     * committed; or the id was forgotten after a week without use.
     */
    private static final Set<Class<?>> SHUT_OUT = Set.of(
            ProducerFencedException.class,
            InvalidProducerEpochException.class,
            InvalidTxnStateException.class,
            InvalidPidMappingException.class);

    private static final int PAUSE_MS = 20;
    private static final int LONGEST_PAUSE_MS = 500;

    private final KafkaConnection kafka;
    private final Topics.Topic topic;
    private final Class<T> type;
    private final Duration timeout;
    private final TopicPartition partition;
    private @Nullable Producer<String, T> producer;
    /** Offset before which all lies that others wrote, and all of ours. */
    private long end;

    /**
     * What a change comes to.
     *
     * @param records by key in the order in which they are written; null = a removal; none = nothing is to be changed
     * @param result handed to who asked for the change
     */
    public record Planned<T, R>(Map<String, @Nullable T> records, R result) {
        /** Keeps the order. */
        public Planned {
            records = new LinkedHashMap<>(records);
        }
    }

    /** Says what to write. What it throws ends the change, and nothing is written. */
    @FunctionalInterface
    public interface Planning<T, R> {
        /**
         * Called again when another program wrote meanwhile.
         *
         * @param end the plan must know all that the topic has before this offset
         */
        Planned<T, R> plan(long end);
    }

    /**
     * What was written.
     *
     * @param result of the plan that was
     * @param end offset behind its last record; of an empty plan, what it had to know
     */
    public record Written<R>(R result, long end) {}

    /**
     * Connects at the first change.
     *
     * @param topic a registry, of one partition
     * @param timeout longest time for a change, other programs' included
     */
    public RegistryWriter(KafkaConnection kafka, Topics.Topic topic, Class<T> type, Duration timeout) {
        this.kafka = kafka;
        this.topic = topic;
        this.type = type;
        this.timeout = timeout;
        this.partition = new TopicPartition(topic.name(), 0);
    }

    /**
     * Plans and writes a change.
     *
     * @throws RegistryWriteException when Kafka or the schema registry is away, or others leave no room within the timeout
     */
    public synchronized <R> Written<R> write(Planning<T, R> planning) {
        long deadline = System.nanoTime() + timeout.toNanos();
        for (int turn = 0; ; turn++) {
            try {
                Producer<String, T> ours = open();
                Planned<T, R> planned = planning.plan(end);
                if (!planned.records().isEmpty()) {
                    end = commit(ours, planned.records(), deadline);
                }
                return new Written<>(planned.result(), end);
            } catch (ShutOutException e) {
                if (System.nanoTime() > deadline) {
                    throw new RegistryWriteException(
                            "nothing was changed: other programs kept writing to topic " + topic.name() + " for "
                                    + timeout.toSeconds() + " s",
                            e);
                }
                pause(turn);
            }
        }
    }

    private Producer<String, T> open() throws ShutOutException {
        if (producer != null) {
            return producer;
        }
        Producer<String, T> opened = kafka.producer(
                topic,
                type,
                Map.of(
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        "zerostream-writes-" + topic.name(),
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        timeout.toMillis(),
                        // a writer that dies in the middle holds readers up for no longer than this
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        Math.toIntExact(timeout.toMillis())));
        try {
            opened.initTransactions();
            end = present();
        } catch (RuntimeException e) {
            opened.close(Duration.ZERO);
            if (isShutOut(e)) {
                throw new ShutOutException(e);
            }
            throw notWritten(e);
        }
        producer = opened;
        return opened;
    }

    /** The end of what is committed. Nobody is at a transaction now. */
    private long present() {
        try (Consumer<String, T> consumer = kafka.consumer(topic, type, Map.of())) {
            return consumer.endOffsets(List.of(partition), timeout).getOrDefault(partition, 0L);
        }
    }

    private long commit(Producer<String, T> ours, Map<String, @Nullable T> records, long deadline)
            throws ShutOutException {
        boolean committing = false;
        try {
            ours.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach((key, value) -> sent.add(ours.send(new ProducerRecord<>(topic.name(), 0, key, value))));
            long last = end - 1;
            for (Future<RecordMetadata> record : sent) {
                long left = Math.max(1, deadline - System.nanoTime());
                last = Math.max(last, record.get(left, TimeUnit.NANOSECONDS).offset());
            }
            committing = true;
            ours.commitTransaction();
            return last + 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            letGo();
            throw notWritten(e);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            letGo();
            if (isShutOut(e)) {
                throw new ShutOutException(e);
            }
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw committing
                    ? new RegistryWriteException(
                            "nobody can say whether the change of topic " + topic.name() + " was written: "
                                    + reason(cause),
                            cause)
                    : notWritten(cause);
        }
    }

    /** Another writer opened the id: nothing of ours was written. Kafka's client wraps it now and then. */
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

    private static final class ShutOutException extends Exception {
        private static final long serialVersionUID = 1L;

        ShutOutException(Throwable cause) {
            super(cause);
        }
    }

    private RegistryWriteException notWritten(Throwable cause) {
        return new RegistryWriteException(
                "nothing was changed: topic " + topic.name() + " cannot be written: " + reason(cause), cause);
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static void pause(int turn) {
        int longest = Math.min(LONGEST_PAUSE_MS, PAUSE_MS << Math.min(turn, 5));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(longest) + 1L);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    /** The id is another's, or the producer is of no use any more: a transaction that is open is given up. */
    private void letGo() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }

    /** Asks anew where the topic ends at the next change: it is another one of the same name. */
    public synchronized void reopen() {
        letGo();
    }

    @Override
    public synchronized void close() {
        letGo();
    }
}
