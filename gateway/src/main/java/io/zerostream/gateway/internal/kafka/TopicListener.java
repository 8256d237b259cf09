package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.topic.ForeignRecordException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Takes what a {@link TopicFollower} reads, on the follower's thread.
 *
 * @param <T> the topic's records
 */
@FunctionalInterface
public interface TopicListener<T> {
    /**
     * One record, in the order of its partition.
     *
     * @param record its value is null when it is a tombstone
     * @param history whether it was there before the follower started
     * @throws ForeignRecordException when nothing of ours wrote it
     */
    void on(ConsumerRecord<String, T> record, boolean history);
}
