package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.feedback.FeedbackLog;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Feedback;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;

/** Writes to the {@code feedback} topic, and waits until the follower has read it back. Borrows both. Thread-safe. */
public final class KafkaFeedbackLog implements FeedbackLog {
    private final ReadBackWriter<Feedback> writer;

    /**
     * @param producer of the topic
     * @param follower that feeds the judgements
     * @param timeout longest wait, for Kafka and again for reading back
     */
    public KafkaFeedbackLog(Producer<String, Feedback> producer, TopicFollower<Feedback> follower, Duration timeout) {
        writer = new ReadBackWriter<>(
                Topics.FEEDBACK,
                producer,
                follower::awaitEnd,
                timeout,
                "what the pictures show",
                "say it again: what is said twice counts once");
    }

    @Override
    public void write(Map<String, Optional<Feedback>> records) {
        writer.write(records);
    }
}
