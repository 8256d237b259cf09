package io.zerostream.schemas;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks Kafka which topic a name stands for: each gets an id when it is created, so one that was deleted and created again
 * is known by another id, whatever its offsets. Holds one connection to Kafka until it is closed. Thread-safe.
 */
public final class TopicIds implements AutoCloseable {
    private final Admin admin;

    /**
     * @param kafka which is asked
     * @param answerWithin how long an answer of Kafka may take
     */
    public TopicIds(KafkaConnection kafka, Duration answerWithin) {
        admin = kafka.admin(answerWithin);
    }

    /**
     * The ids, folded to 64 bits and never 0, by name; a topic that is not there is absent. Blocks.
     *
     * @throws KafkaException when Kafka does not answer or forbids to look
     */
    public Map<String, Long> of(Collection<String> topics) {
        Map<String, Long> ids = new HashMap<>();
        try {
            for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
                    admin.describeTopics(topics).topicNameValues().entrySet()) {
                try {
                    ids.put(topic.getKey(), fold(topic.getValue().get().topicId()));
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                        throw e;
                    }
                }
            }
            return ids;
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new KafkaException("cannot look up topics " + topics + ": " + cause.getMessage(), cause);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    static long fold(Uuid id) {
        long folded = id.getMostSignificantBits() ^ id.getLeastSignificantBits();
        return folded == 0 ? 1 : folded;
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
