package io.zerostream.job.replay;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.KafkaRefusal;
import io.zerostream.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;

/** Where a replay writes. */
public final class ReplayTopics {
    private ReplayTopics() {}

    /**
     * The topic for the labels, made with its schema if it is not there; that of the dead letters too.
     *
     * @throws ReplayException when the name is that of a topic with another purpose, or Kafka refuses it
     * @throws InterruptedException while waiting for Kafka
     */
    public static Topics.Topic prepare(KafkaConnection kafka, String name) throws InterruptedException {
        Topics.Topic topic = Topics.LABELS_REPLAY.named(name);
        boolean ours = Topics.ALL.stream().anyMatch(t -> t.name().equals(name));
        if (ours && !name.equals(Topics.LABELS_REPLAY.name())) {
            throw new ReplayException(name + " is a topic of the stream: choose another one for the labels, so that"
                    + " nobody mistakes old pictures for new ones");
        }
        try (Admin admin = kafka.admin(Map.of())) {
            for (Topics.Topic needed : List.of(topic, Topics.DEAD_LETTERS_REPLAY)) {
                if (!admin.listTopics().names().get().contains(needed.name())) {
                    admin.createTopics(List.of(needed.newTopic())).all().get();
                }
            }
        } catch (ExecutionException e) {
            throw new ReplayException(
                    KafkaRefusal.describe(kafka, e).orElse("Kafka refuses the topic '" + name + "': " + e.getCause()),
                    e);
        }
        kafka.registryClient().register(topic.valueSubject(), topic.valueSchema());
        return topic;
    }
}
