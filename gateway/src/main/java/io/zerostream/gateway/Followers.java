package io.zerostream.gateway;

import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.internal.kafka.TopicFollower;
import io.zerostream.gateway.internal.kafka.TopicListener;
import io.zerostream.schemas.Opened;
import io.zerostream.schemas.TopicIds;
import io.zerostream.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The topics that a gateway follows. */
final class Followers {
    private final GatewayConfig config;
    private final Opened opened;
    private final List<TopicFollower<?>> all = new ArrayList<>();

    /** @param opened closes those that are begun here */
    Followers(GatewayConfig config, Opened opened) {
        this.config = config;
        this.opened = opened;
    }

    /**
     * Begins to follow a topic.
     *
     * @param history how many of the newest records are read first, {@link TopicFollower#ALL} for all
     * @param listener hears of all records, from a thread of its own
     */
    <T extends SpecificRecord> TopicFollower<T> follow(
            Topics.Topic topic, Class<T> type, long history, TopicListener<T> listener) {
        return follow(topic, type, history, listener, null, () -> {});
    }

    /**
     * The same for a topic that may be made anew while it is followed.
     *
     * @param ids tell that it was
     * @param beginsAgain forgets what was read
     */
    <T extends SpecificRecord> TopicFollower<T> follow(
            Topics.Topic topic,
            Class<T> type,
            long history,
            TopicListener<T> listener,
            @Nullable TopicIds ids,
            Runnable beginsAgain) {
        TopicFollower<T> follower = new TopicFollower<>(
                config.kafka(), topic, type, history, config.startTimeout(), listener, ids, beginsAgain);
        opened.add(follower);
        all.add(follower);
        return follower;
    }

    /** @throws GatewayException when the topic is not read to its end within the time that a start may take */
    void awaitHistory(TopicFollower<?> follower, Topics.Topic topic) throws InterruptedException {
        if (!follower.awaitHistory(config.startTimeout())) {
            throw new GatewayException("topic '" + topic.name() + "' could not be read to its end within "
                    + config.startTimeout().toSeconds() + " s"
                    + follower.problem().map(p -> ": " + p).orElse(""));
        }
    }

    /** Tells all to stop reading, and waits for none: closing them does. */
    void stop() {
        all.forEach(TopicFollower::stop);
    }

    /** Their names. */
    List<String> topics() {
        return all.stream().map(TopicFollower::topic).distinct().toList();
    }

    /** Which are followed no longer, whatever comes, for anybody. */
    List<String> broken() {
        return all.stream()
                .filter(TopicFollower::hasEnded)
                .map(follower -> "topic " + follower.topic() + " is read no longer")
                .toList();
    }

    /** Which of some topics cannot be read at present, for anybody. */
    Stream<String> unread(Set<String> topics) {
        return all.stream()
                .filter(follower ->
                        topics.contains(follower.topic()) && follower.problem().isPresent())
                .map(follower -> "topic " + follower.topic() + " cannot be read at present");
    }

    /** What is wrong with each, for people. */
    Stream<String> problems() {
        return all.stream().flatMap(follower -> follower.problem().stream());
    }
}
