package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.internal.topic.ForeignRecordException;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.KafkaRefusal;
import io.zerostream.schemas.TopicIds;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one topic on a thread of its own, from some records back, and goes on with what comes. What cannot be read is
 * answered as {@link TopicReader} says; when Kafka or the schema registry is away it waits and tries again, and
 * {@link #problem()} says so meanwhile. A listener that throws loses that record only. A topic that somebody deletes and
 * creates again is read from its beginning: when its offsets do not lead on, and where {@link TopicIds} are at hand also
 * when they do.
 *
 * @param <T> the topic's records
 */
public final class TopicFollower<T extends SpecificRecord> implements AutoCloseable {
    /** History of a follower that reads a topic from its beginning. */
    public static final long ALL = Long.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LOOK_AT_ID = Duration.ofSeconds(1);
    private static final Duration LOOK_AT_ENDS = Duration.ofSeconds(1);
    private static final long NOT_KNOWN = Long.MAX_VALUE;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final int FETCH_BYTES = 8 * 1024 * 1024;
    /** What a poll hands over is unpacked and in memory all at once, whatever it was packed in. */
    private static final int RECORDS_A_POLL = 32;
    /** After a few records: with hundreds a second, asking Kafka for each costs it and us more than reading them. */
    private static final Duration BREATH = Duration.ofMillis(20);

    private final Topics.Topic topic;
    private final TopicListener<T> listener;
    private final TopicReader<T> reader;
    private final Map<TopicPartition, Long> ends = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> past = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> lastRead = new HashMap<>();
    private final Runnable beginsAgain;
    private final @Nullable TopicIds ids;
    private final ReadPosition position = new ReadPosition();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable String problem;
    private volatile long topicId;
    private long lookedAtId = System.nanoTime();
    private long lookedAtEnds = System.nanoTime();
    private int handled;

    /**
     * Connects, finds its place and starts reading.
     *
     * @param history records to read from before the present end, a partition; {@link #ALL} = from the beginning
     * @param timeout longest time for Kafka to answer
     * @param ids tells which topic is read; null = only its offsets do. Borrowed, until this is closed
     * @param beginsAgain runs before the first record of a topic that was created again, on the follower's thread
     * @throws GatewayException when Kafka does not answer or has no such topic
     */
    public TopicFollower(
            KafkaConnection kafka,
            Topics.Topic topic,
            Class<T> type,
            long history,
            Duration timeout,
            TopicListener<T> listener,
            @Nullable TopicIds ids,
            Runnable beginsAgain) {
        this.topic = topic;
        this.ids = ids;
        this.beginsAgain = beginsAgain;
        this.listener = listener;
        this.reader = connect(kafka, type, history, timeout);
        this.thread = new Thread(this::run, "gateway-follows-" + topic.name());
        this.thread.setUncaughtExceptionHandler((ended, e) -> {
            problem = "topic '" + topic.name() + "' is read no longer, for " + e + ": restart the gateway";
            LOG.error(problem, e);
        });
        thread.setDaemon(true);
        thread.start();
    }

    private TopicReader<T> connect(KafkaConnection kafka, Class<T> type, long history, Duration timeout) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                FETCH_BYTES,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                RECORDS_A_POLL,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                (int) timeout.toMillis());
        @Nullable TopicReader<T> connected = null;
        try {
            connected = TopicReader.with(kafka, topic, type, timeout, settings);
            // before its records: one that is replaced in between is noticed later
            topicId = presentId();
            ends.putAll(connected.ends());
            past.putAll(ends);
            connected.seekBefore(ends, history);
            return connected;
        } catch (UnknownTopicOrPartitionException e) {
            throw new GatewayException(String.valueOf(e.getMessage()), e);
        } catch (KafkaException e) {
            close(connected);
            throw new GatewayException(
                    KafkaRefusal.describe(kafka, e)
                            .orElseGet(() -> "Kafka at " + kafka.bootstrapServers() + " does not answer for topic '"
                                    + topic.name() + "' within " + timeout.toSeconds()
                                    + " s: check that it runs, that the address is right, and that"
                                    + " kafka.client.security.protocol is the one of its port"),
                    e);
        } catch (RuntimeException e) {
            close(connected);
            throw e;
        }
    }

    private static void close(@Nullable TopicReader<?> connected) {
        if (connected != null) {
            connected.close();
        }
    }

    /** Waits until everything that was there at the start has been read; false when the time is up before. */
    public boolean awaitHistory(Duration timeout) throws InterruptedException {
        return position.awaitAll(past, timeout);
    }

    /**
     * Whether everything has been read that was there at the start; of a topic that was created again, what was there
     * when that was noticed.
     */
    public boolean hasReadHistory() {
        return position.isAtAll(past);
    }

    /** Waits until all records of partition 0 before an offset have been handled; false when the time is up before. */
    public boolean awaitEnd(long end, Duration timeout) throws InterruptedException {
        return awaitEnd(0, end, timeout);
    }

    /** The same for any partition. */
    boolean awaitEnd(int partition, long end, Duration timeout) throws InterruptedException {
        return position.awaitAll(Map.of(new TopicPartition(topic.name(), partition), end), timeout);
    }

    /** Name of the topic. */
    public String topic() {
        return topic.name();
    }

    /** Kafka's id of the topic that is read, as in {@link TopicIds}; 0 = it was not looked up. */
    public long topicId() {
        return topicId;
    }

    /** What keeps it from reading at present, if anything. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Whether its thread came to an end that nobody asked for: only another follower reads on. */
    public boolean hasEnded() {
        return !thread.isAlive() && closing.getCount() > 0;
    }

    private void run() {
        while (closing.getCount() > 0) {
            try {
                lookAtId();
                handled = 0;
                reader.poll(POLL, this::handle, this::passOver);
                reader.positions().forEach(position::reached);
                lookAtEnds();
                problem = null;
                if (handled > 0 && handled < RECORDS_A_POLL) {
                    pause(BREATH);
                }
            } catch (WakeupException e) {
                LOG.debug("woken up to close");
            } catch (RuntimeException e) {
                waitAfter("cannot read topic '" + topic.name() + "': " + e.getMessage(), e);
            }
        }
        reader.close();
    }

    private void handle(ConsumerRecord<String, T> record) {
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        notice(partition, record.offset());
        handled++;
        try {
            listener.on(record, record.offset() < ends.getOrDefault(partition, 0L));
        } catch (ForeignRecordException e) {
            reader.warn(new TopicReader.Unreadable(
                    partition, record.offset(), record.key(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("{} offset {} could not be handled and is skipped", partition, record.offset(), e);
        }
    }

    private void notice(TopicPartition partition, long offset) {
        Long before = lastRead.put(partition, offset);
        if (before != null && offset <= before) {
            LOG.warn("{} begins again, with offset {} after {}: it was created again", partition, offset, before);
            beginAgain(presentId());
        }
    }

    private void lookAtId() {
        if (ids == null || System.nanoTime() - lookedAtId < LOOK_AT_ID.toNanos()) {
            return;
        }
        lookedAtId = System.nanoTime();
        long present = presentId();
        if (present != 0 && present != topicId) {
            LOG.warn("topic {} is another than before: it was created again", topic.name());
            lastRead.clear();
            reader.seekToBeginning();
            beginAgain(present);
        }
    }

    /**
     * Where a topic that was created again ends. Asked until all of that is read: for a moment a broker may still tell where
     * the former one ended.
     */
    private void lookAtEnds() {
        if (hasReadHistory() || System.nanoTime() - lookedAtEnds < LOOK_AT_ENDS.toNanos()) {
            return;
        }
        lookedAtEnds = System.nanoTime();
        reader.ends().forEach((partition, end) -> past.merge(partition, end, Math::min));
    }

    /** 0 = none is there, or nobody asks. */
    private long presentId() {
        return ids == null ? 0 : ids.of(List.of(topic.name())).getOrDefault(topic.name(), 0L);
    }

    private void beginAgain(long present) {
        // before the position, so that nobody takes the new topic for read
        past.replaceAll((partition, end) -> NOT_KNOWN);
        ends.clear();
        position.forget();
        beginsAgain.run();
        // last: who knows the new id sees nothing of the old topic any more
        topicId = present;
    }

    private void passOver(TopicReader.Unreadable record) {
        notice(record.partition(), record.offset());
        reader.warn(record);
    }

    private void waitAfter(String what, RuntimeException e) {
        if (problem == null) {
            LOG.warn("{}; trying again every {} s", what, PAUSE.toSeconds(), e);
        }
        problem = what;
        pause(PAUSE);
    }

    private void pause(Duration time) {
        try {
            closing.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    /** Tells it to stop reading and to give the consumer back; does not wait. */
    public void stop() {
        closing.countDown();
        reader.wakeup();
    }

    /** Stops reading and gives the consumer back; waits for the thread for a few seconds. */
    @Override
    public void close() {
        stop();
        try {
            thread.join(CLOSE_TIMEOUT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
