package io.zerostream.bench.load;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/** Follows labels and dead letters on threads of its own and enters them into an account, once they are committed. */
final class Outcomes implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final List<Follower<?>> followers;

    /**
     * Starts at the present end of the topics; what is sent after this returns is seen.
     *
     * @param labels topic of the labels
     */
    Outcomes(KafkaConnection kafka, Topics.Topic labels, Account account) {
        followers = List.of(
                new Follower<>(kafka, labels, ZeroShotLabel.class, account::labelled),
                new Follower<>(kafka, Topics.DEAD_LETTERS, DeadLetter.class, account::dead));
    }

    /** @throws IllegalStateException when a follower broke: then the account says nothing */
    void check() {
        RuntimeException broken = failure.get();
        if (broken != null) {
            throw new IllegalStateException("a follower of the topics broke, what it did not see is not lost", broken);
        }
    }

    @Override
    public void close() throws InterruptedException {
        for (Follower<?> follower : followers) {
            follower.consumer.wakeup();
            follower.thread.join();
        }
    }

    private final class Follower<T extends SpecificRecord> {
        private final org.apache.kafka.clients.consumer.Consumer<String, T> consumer;
        private final Consumer<T> receiver;
        private final Thread thread;

        Follower(KafkaConnection kafka, Topics.Topic topic, Class<T> type, Consumer<T> receiver) {
            this.receiver = receiver;
            consumer = kafka.consumerOfAllPartitions(topic, type);
            consumer.seekToEnd(consumer.assignment());
            consumer.assignment().forEach(consumer::position);
            thread = new Thread(this::run, "follow-" + topic.name());
            thread.start();
        }

        private void run() {
            try (consumer) {
                while (true) {
                    consumer.poll(POLL).forEach(record -> receiver.accept(record.value()));
                }
            } catch (WakeupException e) {
                // close() asked for it
                return;
            } catch (RuntimeException e) {
                failure.set(e);
            }
        }
    }
}
