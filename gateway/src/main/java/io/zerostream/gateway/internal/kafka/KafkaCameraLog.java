package io.zerostream.gateway.internal.kafka;

import io.zerostream.gateway.internal.cameras.CameraLog;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Camera;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Writes to the {@code cameras} topic, and waits until the follower has read it back. Borrows both. Thread-safe. */
public final class KafkaCameraLog implements CameraLog {
    private final ReadBackWriter<Camera> writer;

    /**
     * @param producer of the topic
     * @param follower that feeds the view
     * @param timeout longest wait, for Kafka and again for reading back
     */
    public KafkaCameraLog(Producer<String, Camera> producer, TopicFollower<Camera> follower, Duration timeout) {
        writer = new ReadBackWriter<>(
                Topics.CAMERAS,
                producer,
                follower::awaitEnd,
                timeout,
                "the camera",
                "look at the list of cameras before trying again: it may be there");
    }

    @Override
    public void write(String name, @Nullable Camera camera) {
        writer.write(Map.of(name, Optional.ofNullable(camera)));
    }
}
