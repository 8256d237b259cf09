package io.zerostream.schemas;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands on the records of a topic as they are committed, on a thread of its own, until it is closed. The order is that of
 * the partition; between partitions there is none. What cannot be read is answered as {@link TopicReader} says; for what may
 * heal it waits.
 *
 * @param <T> of the records
 */
public final class TopicTail<T extends SpecificRecord> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final TopicReader<T> reader;
    private final TopicReader.Receiver<T> receiver;
    private final String topic;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean waits;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    private TopicTail(TopicReader<T> reader, Topics.Topic topic, Consumer<T> receiver) {
        this.reader = reader;
        this.receiver = record -> receiver.accept(record.value());
        this.topic = topic.name();
        thread = new Thread(this::run, "tail-" + topic.name());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * From the first record on.
     *
     * @param receiver called by one thread; an exception of its ends the following, see {@link #check}
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer, or has no such topic
     */
    public static <T extends SpecificRecord> TopicTail<T> fromBeginning(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type, Consumer<T> receiver) {
        return new TopicTail<>(TopicReader.fromBeginning(kafka, topic, type), topic, receiver);
    }

    /** From the present end on: what is sent after this returns is seen. The rest as {@link #fromBeginning}. */
    public static <T extends SpecificRecord> TopicTail<T> fromNow(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type, Consumer<T> receiver) {
        return new TopicTail<>(TopicReader.fromEnd(kafka, topic, type), topic, receiver);
    }

    private void run() {
        try (reader) {
            while (closing.getCount() > 0) {
                readSome();
            }
        } catch (WakeupException e) {
            // close() asked for it
            return;
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void readSome() {
        try {
            reader.poll(POLL, receiver);
            waits = false;
        } catch (SchemaRegistryException e) {
            if (!waits) {
                LOG.warn("topic {} cannot be read at present: {}", topic, e.getMessage());
            }
            waits = true;
            try {
                closing.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException("interrupted while the schema registry is away", interrupted);
            }
        }
    }

    /** @throws IllegalStateException when the following broke off: what came after that was not seen, but is not lost */
    public void check() {
        RuntimeException broken = failure.get();
        if (broken != null) {
            throw new IllegalStateException("following " + topic + " broke off: its records are there, unseen", broken);
        }
    }

    /** Ends the thread and waits for it. */
    @Override
    public void close() throws InterruptedException {
        closing.countDown();
        reader.wakeup();
        thread.join();
    }
}
