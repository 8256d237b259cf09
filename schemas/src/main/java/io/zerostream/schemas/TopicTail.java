package io.zerostream.schemas;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Hands on the records of a topic as they are committed, on a thread of its own, until it is closed. The order is that of
 * the partition; between partitions there is none. A record that is none of ours is skipped with a warning.
 *
 * @param <T> of the records
 */
public final class TopicTail<T extends SpecificRecord> implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final org.apache.kafka.clients.consumer.Consumer<String, T> consumer;
    private final Consumer<T> receiver;
    private final String topic;
    private final Thread thread;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

    private TopicTail(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type, boolean fromBeginning, Consumer<T> receiver) {
        this.receiver = receiver;
        this.topic = topic.name();
        consumer = kafka.consumerOfAllPartitions(topic, type);
        if (fromBeginning) {
            consumer.seekToBeginning(consumer.assignment());
        } else {
            consumer.seekToEnd(consumer.assignment());
        }
        // seeks are lazy; once the positions are known, nothing that is sent from here on is missed
        consumer.assignment().forEach(consumer::position);
        thread = new Thread(this::run, "tail-" + topic.name());
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * From the first record on.
     *
     * @param receiver called by one thread; an exception of its ends the following, see {@link #check}
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    public static <T extends SpecificRecord> TopicTail<T> fromBeginning(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type, Consumer<T> receiver) {
        return new TopicTail<>(kafka, topic, type, true, receiver);
    }

    /** From the present end on: what is sent after this returns is seen. The rest as {@link #fromBeginning}. */
    public static <T extends SpecificRecord> TopicTail<T> fromNow(
            KafkaConnection kafka, Topics.Topic topic, Class<T> type, Consumer<T> receiver) {
        return new TopicTail<>(kafka, topic, type, false, receiver);
    }

    private void run() {
        try (consumer) {
            while (true) {
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
            consumer.poll(POLL).forEach(record -> receiver.accept(record.value()));
        } catch (RecordDeserializationException e) {
            KafkaConnection.skip(consumer, e);
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
        consumer.wakeup();
        thread.join();
    }
}
