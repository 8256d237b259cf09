package io.zerostream.cameras.internal;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.CameraState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the {@code camera-states} topic how cameras do: at once when that is another, and else every few seconds. */
public final class StateLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateLog.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Producer<String, CameraState> producer;
    private final Map<String, CameraState> told = new HashMap<>();

    /** Connects when the first is told. */
    public StateLog(KafkaConnection kafka) {
        producer = kafka.producer(
                Topics.CAMERA_STATES,
                CameraState.class,
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        PATIENCE.toMillis(),
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        (int) PATIENCE.toMillis(),
                        // later than that it would replace what the next runner of the camera says
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                        (int) EVERY.toMillis()));
    }

    /**
     * Tells what is worth it. Does not throw: whoever reads sees by the time of the last that nothing new comes.
     *
     * @param ours whether these cameras are run here for certain; else what was told is not repeated, for somebody else may
     *     tell it by now
     */
    public void tell(List<CameraState> states, boolean ours) {
        states.stream().filter(state -> isNew(state, ours)).forEach(state -> {
            told.put(state.getName(), state);
            try {
                producer.send(new ProducerRecord<>(Topics.CAMERA_STATES.name(), state.getName(), state));
            } catch (KafkaException | SchemaRegistryException e) {
                LOG.warn("how camera '{}' does could not be told: {}", state.getName(), e.getMessage());
            }
        });
        told.keySet().retainAll(states.stream().map(CameraState::getName).toList());
    }

    private boolean isNew(CameraState state, boolean repeat) {
        CameraState before = told.get(state.getName());
        return before == null
                || before.getStatus() != state.getStatus()
                || !Objects.equals(before.getProblem(), state.getProblem())
                || (repeat && Duration.between(before.getAt(), state.getAt()).compareTo(EVERY) >= 0);
    }

    @Override
    public void close() {
        producer.close(PATIENCE);
    }
}
