package io.zerostream.schemas;

import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.util.function.Consumer;

/** Hands on the two ways in which a picture ends, labels and dead letters, as they are committed. */
public final class EndTail implements AutoCloseable {
    private final TopicTail<ZeroShotLabel> labels;
    private final TopicTail<DeadLetter> deadLetters;

    /**
     * Starts at the present end of the topics: what is sent after this returns is seen.
     *
     * @param topic of the labels
     * @param onLabel called by one thread
     * @param onDeadLetter called by another
     * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
     */
    public EndTail(
            KafkaConnection kafka,
            Topics.Topic topic,
            Consumer<ZeroShotLabel> onLabel,
            Consumer<DeadLetter> onDeadLetter) {
        labels = TopicTail.fromNow(kafka, topic, ZeroShotLabel.class, onLabel);
        deadLetters = TopicTail.fromNow(kafka, Topics.DEAD_LETTERS, DeadLetter.class, onDeadLetter);
    }

    /** @throws IllegalStateException when a topic is no longer followed: then nothing can be said of what did not come */
    public void check() {
        labels.check();
        deadLetters.check();
    }

    /** Ends the threads and waits for them. */
    @Override
    public void close() throws InterruptedException {
        labels.close();
        deadLetters.close();
    }
}
