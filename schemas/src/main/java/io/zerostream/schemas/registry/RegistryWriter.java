package io.zerostream.schemas.registry;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
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
    private static final int PAUSE_MS = 20;
    private static final int LONGEST_PAUSE_MS = 5_000;
    /** How long a writer that had the id to itself leaves it to a newcomer, whose plan takes longer than its own. */
    private static final int YIELD_MS = 400;

    private static final Duration CALM = Duration.ofSeconds(10);

    private final Topics.Topic topic;
    private final Duration timeout;
    private final SharedTransactions<T> transactions;

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

    /**
     * Connects at the first change.
     *
     * @param topic a registry, of one partition
     * @param timeout how long Kafka may take for each step, and how often it is tried again when others write; also how long
     *     a writer that dies between writing and committing holds readers up
     */
    public RegistryWriter(KafkaConnection kafka, Topics.Topic topic, Class<T> type, Duration timeout) {
        this.topic = topic;
        this.timeout = timeout;
        this.transactions = new SharedTransactions<>(kafka, topic, type, timeout);
    }

    /**
     * One change by a writer of its own, for programs that look at the registry for each.
     *
     * @param timeout as of the constructor
     * @param planning reads what it plans on from the topic itself
     * @return the plan that was written
     * @throws RegistryWriteException as {@link #write}
     */
    public static <T extends SpecificRecord, R> Written<R> once(
            KafkaConnection kafka,
            Topics.Topic topic,
            Class<T> type,
            Duration timeout,
            Supplier<Planned<T, R>> planning) {
        try (RegistryWriter<T> writer = new RegistryWriter<>(kafka, topic, type, timeout)) {
            return writer.write(end -> planning.get());
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
            boolean had = transactions.isOpen();
            @Nullable Planned<T, R> planned = null;
            try {
                transactions.open(doubted != null);
                if (doubted != null && doubtful >= 0 && transactions.isThere(doubtful)) {
                    return new Written<>(doubted.result(), doubtful + 1);
                }
                doubted = null;
                planned = plan(planning, had);
                if (!planned.records().isEmpty()) {
                    transactions.commit(planned.records(), deadline);
                }
                return new Written<>(planned.result(), transactions.end());
            } catch (SharedTransactions.ShutOutException e) {
                transactions.letGo();
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
            planned = planning.plan(transactions.end());
        } catch (RuntimeException e) {
            if (had && transactions.othersWrote()) {
                return planning.plan(transactions.end());
            }
            throw e;
        }
        return planned.records().isEmpty() && had && transactions.othersWrote()
                ? planning.plan(transactions.end())
                : planned;
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

    /** Asks anew where the topic ends at the next change: it is another one of the same name. */
    public synchronized void reopen() {
        transactions.letGo();
    }

    @Override
    public synchronized void close() {
        transactions.close();
    }
}
