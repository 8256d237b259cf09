package io.zerostream.cli.demo;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.WakeupException;

/** Two threads that follow labels and dead letters from now on and tell the ledger. */
final class Followers implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Follower<ZeroShotLabel> labels;
    private final Follower<DeadLetter> deadLetters;

    /** Starts at the present end of both topics; what is sent after this returns is seen. */
    Followers(KafkaConnection kafka, Ledger ledger) {
        labels = new Follower<>(kafka, Topics.LABELS, ZeroShotLabel.class, ledger::labelled);
        deadLetters = new Follower<>(kafka, Topics.DEAD_LETTERS, DeadLetter.class, ledger::dead);
    }

    @Override
    public void close() throws InterruptedException {
        labels.close();
        deadLetters.close();
    }

    private static final class Follower<T extends SpecificRecord> implements AutoCloseable {
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
                while (!Thread.currentThread().isInterrupted()) {
                    consumer.poll(POLL).forEach(record -> receiver.accept(record.value()));
                }
            } catch (WakeupException e) {
                // close() asked for it
                return;
            }
        }

        @Override
        public void close() throws InterruptedException {
            consumer.wakeup();
            thread.join(TimeUnit.SECONDS.toMillis(5));
        }
    }
}
