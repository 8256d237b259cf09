package io.zerostream.job.replay;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The records of {@code images} in a range of Kafka timestamps: in each partition, from the first one at or after the
 * beginning to before the first one at or after the end. Partitions without any are left out.
 *
 * @param from first offset, by partition
 * @param to last offset plus one, by partition
 * @param oldest timestamp of the oldest record of the topic
 */
public record PictureRange(Map<TopicPartition, Long> from, Map<TopicPartition, Long> to, Instant oldest) {

    /**
     * Asks Kafka.
     *
     * @throws ReplayException when there is no record in the range, saying which there are
     */
    public static PictureRange of(KafkaConnection kafka, Instant from, Instant to) {
        try (Consumer<String, ImageEvent> consumer = kafka.consumerOfAllPartitions(Topics.IMAGES, ImageEvent.class)) {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            Map<TopicPartition, Long> first = offsets(at(consumer, from), ends);
            Map<TopicPartition, Long> last = offsets(at(consumer, to), ends);
            Instant oldest = at(consumer, Instant.EPOCH).values().stream()
                    .filter(Objects::nonNull)
                    .map(found -> Instant.ofEpochMilli(found.timestamp()))
                    .min(Instant::compareTo)
                    .orElseThrow(() -> new ReplayException("topic " + Topics.IMAGES.name() + " is empty"));
            first.entrySet().removeIf(start -> start.getValue() >= last.getOrDefault(start.getKey(), 0L));
            last.keySet().retainAll(first.keySet());
            if (first.isEmpty()) {
                throw new ReplayException("topic " + Topics.IMAGES.name() + " has no picture from " + from + " to " + to
                        + " (Kafka timestamps, UTC); its oldest is of " + oldest);
            }
            return new PictureRange(first, last, oldest);
        }
    }

    private static Map<TopicPartition, @Nullable OffsetAndTimestamp> at(Consumer<?, ?> consumer, Instant time) {
        return consumer.offsetsForTimes(
                consumer.assignment().stream().collect(Collectors.toMap(p -> p, p -> time.toEpochMilli())));
    }

    /** Behind the last record where none is as young. */
    private static Map<TopicPartition, Long> offsets(
            Map<TopicPartition, @Nullable OffsetAndTimestamp> found, Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> offsets = new HashMap<>(ends);
        found.forEach((partition, record) -> {
            if (record != null) {
                offsets.put(partition, record.offset());
            }
        });
        return offsets;
    }
}
