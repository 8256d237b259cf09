package io.zerostream.schemas.registry;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
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

    private static final int PAUSE_MS = 20;
    private static final int LONGEST_PAUSE_MS = 5_000;
    /** How long a writer that had the id to itself leaves it to a newcomer, whose plan takes longer than its own. */
    private static final int YIELD_MS = 400;

    private static final Duration CALM = Duration.ofSeconds(10);
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
    /** Offset before which all lies that others wrote, and all of ours. */
    private long end;

    private int yields = YIELD_MS;
    private long lastYield = Long.MIN_VALUE;

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

    /** Another writer opened the id, or it is not known whether a commit was one: to be opened again. */
    private static final class ShutOutException extends Exception {
        private static final long serialVersionUID = 1L;

        /** Offset of the change's last record when it was being committed, and may be; else -1. */
        private final long doubtful;

        ShutOutException(Throwable cause, long doubtful) {
            super(cause);
            this.doubtful = doubtful;
        }
    }

    /**
     * Connects at the first change.
     *
     * @param topic a registry, of one partition
     * @param timeout how long Kafka may take for each step, and how often it is tried again when others write; also how long
     *     a writer that dies between writing and committing holds readers up
     */
    public RegistryWriter(KafkaConnection kafka, Topics.Topic topic, Class<T> type, Duration timeout) {
        this.kafka = kafka;
        this.topic = topic;
        this.type = type;
        this.timeout = timeout;
        this.partition = new TopicPartition(topic.name(), 0);
    }

    /**
     * One change by a writer of its own, for programs that look at the registry for each.
     *
     * @param timeout as of the constructor
     * @param planning reads what it plans on from the topic itself
     * @return result of the plan that was written
     * @throws RegistryWriteException as {@link #write}
     */
    public static <T extends SpecificRecord, R> R once(
            KafkaConnection kafka,
            Topics.Topic topic,
            Class<T> type,
            Duration timeout,
            Supplier<Planned<T, R>> planning) {
        try (RegistryWriter<T> writer = new RegistryWriter<>(kafka, topic, type, timeout)) {
            return writer.write(end -> planning.get()).result();
        }
    }

    /**
     * Plans and writes a change, and returns when readers can see it.
     *
     * @throws RegistryWriteException when Kafka or the schema registry is away, or others leave no room within the timeout
     */
    public synchronized <R> Written<R> write(Planning<T, R> planning) {
        long deadline = System.nanoTime() + timeout.toNanos();
        @Nullable Planned<T, R> doubted = null;
        long doubtful = -1;
        for (int turn = 0; ; turn++) {
            long begun = System.nanoTime();
            boolean had = producer != null;
            @Nullable Planned<T, R> planned = null;
            try {
                Producer<String, T> ours = open(doubted != null);
                if (doubted != null && doubtful >= 0 && isThere(doubtful)) {
                    return new Written<>(doubted.result(), doubtful + 1);
                }
                doubted = null;
                planned = plan(planning, had);
                if (!planned.records().isEmpty()) {
                    end = commit(ours, planned.records(), deadline);
                }
                return new Written<>(planned.result(), end);
            } catch (ShutOutException e) {
                letGo(Duration.ZERO);
                doubted = e.doubtful < 0 ? doubted : planned;
                doubtful = e.doubtful < 0 ? doubtful : e.doubtful;
                if (System.nanoTime() > deadline) {
                    throw new RegistryWriteException(
                            (doubted == null ? "nothing was changed" : "nobody can say whether the change was written")
                                    + ": other programs kept writing to topic " + topic.name() + " for "
                                    + timeout.toSeconds() + " s",
                            e);
                }
                pause(turn, Duration.ofNanos(System.nanoTime() - begun), had);
            }
        }
    }

    /** What is refused, or not needed, by what is known of a topic that others may have written to, is planned once more. */
    private <R> Planned<T, R> plan(Planning<T, R> planning, boolean had) {
        Planned<T, R> planned;
        try {
            planned = planning.plan(end);
        } catch (RuntimeException e) {
            if (had && othersWrote()) {
                return planning.plan(end);
            }
            throw e;
        }
        return planned.records().isEmpty() && had && othersWrote() ? planning.plan(end) : planned;
    }

    private boolean othersWrote() {
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

    /** @param doubted whether nobody can say what became of a commit, should this fail */
    private Producer<String, T> open(boolean doubted) throws ShutOutException {
        if (producer != null) {
            return producer;
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
            return producer;
        } catch (RuntimeException e) {
            letGo(Duration.ZERO);
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

    /** Whether a record that we wrote was committed. The id is open again, so its transaction has ended one way or the other. */
    private boolean isThere(long offset) {
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

    private long commit(Producer<String, T> ours, Map<String, @Nullable T> records, long deadline)
            throws ShutOutException {
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
            letGo(Duration.ZERO);
            Thread.currentThread().interrupt();
            throw committing ? unknown(e) : notWritten(e);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            if (committing || isShutOut(e)) {
                letGo(Duration.ZERO);
                // a commit whose answer was lost is asked for again by Kafka's client, and may find the id another's;
                // and
                // brokers answer one that meets another writer's opening with an unexpected error now and then
                throw new ShutOutException(e, committing ? last : -1);
            }
            // gives the transaction up, so that it holds no reader up
            letGo(ABORT);
            throw notWritten(e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e);
        }
        untilSeen(last, deadline);
        return last + 1;
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

    /**
     * By chance, so that two do not meet again; longer than one's own plan takes, so that two slow ones do not; and who had
     * the id to itself lets the newcomer end, longer each time when there are always more.
     */
    private void pause(int turn, Duration took, boolean had) {
        long longest = Math.min(LONGEST_PAUSE_MS, Math.max(PAUSE_MS << Math.min(turn, 5), 2 * took.toMillis()));
        long least = 0;
        if (had) {
            boolean again = System.nanoTime() - lastYield < CALM.toNanos();
            yields = again ? Math.min(LONGEST_PAUSE_MS, 2 * yields) : YIELD_MS;
            lastYield = System.nanoTime();
            least = yields / 2;
            longest = Math.max(longest, yields);
        }
        try {
            Thread.sleep(ThreadLocalRandom.current().nextLong(least, longest + 1) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryWriteException("nothing was changed: interrupted while other programs wrote", e);
        }
    }

    /** A producer of no use any more. */
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

    /** Asks anew where the topic ends at the next change: it is another one of the same name. */
    public synchronized void reopen() {
        letGo(Duration.ZERO);
    }

    @Override
    public synchronized void close() {
        letGo(Duration.ZERO);
        Consumer<String, byte[]> former = reader;
        reader = null;
        closeQuietly(former == null ? () -> {} : former::close);
    }
}
