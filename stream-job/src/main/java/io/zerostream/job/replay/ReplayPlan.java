package io.zerostream.job.replay;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * A replay with everything settled: the very records of {@code images} it reads and the very records of the registries
 * that answer them. What changes on the topics while it runs changes nothing about it; the same plan makes the same
 * labels.
 *
 * @param from first record of each partition that has any
 * @param to end of each of these partitions, exclusive
 * @param oldest Kafka timestamp of the oldest record that the topic still has
 * @param set the class set's revision
 * @param version the model's version
 * @param classes what the set needs of class-registry, in order
 * @param models the version, and a deployment of it made up for this run
 */
public record ReplayPlan(
        Map<TopicPartition, Long> from,
        Map<TopicPartition, Long> to,
        Instant oldest,
        ClassSet set,
        ModelVersion version,
        List<ControlRecord> classes,
        List<ControlRecord> models) {
    /** The deployment that is made up; also names the run in metrics and logs. */
    public static final String DEPLOYMENT = "replay";

    /** How many records are read; some may be transaction markers, and no pictures. */
    public long records() {
        return to.entrySet().stream()
                .mapToLong(e -> e.getValue() - from.getOrDefault(e.getKey(), e.getValue()))
                .sum();
    }
}
