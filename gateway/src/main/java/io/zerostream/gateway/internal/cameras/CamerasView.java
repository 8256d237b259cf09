package io.zerostream.gateway.internal.cameras;

import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** What cameras there are and how they do, as far as the topics have been read. Thread-safe. */
public final class CamerasView {
    /** A runner tells every five seconds; after three that did not come nobody runs the camera. */
    static final Duration SILENT = Duration.ofSeconds(20);

    private final Map<String, Camera> cameras = new ConcurrentSkipListMap<>();
    private final Map<String, Told> states = new ConcurrentHashMap<>();
    private final Clock clock;

    /** What a runner said, and when that came, by our clock: that of its machine may be wrong. */
    private record Told(CameraState state, Instant came) {}

    public CamerasView(Clock clock) {
        this.clock = clock;
    }

    /** A definition came; null = the camera was removed. What is under another's name is none. */
    public void defined(String name, @Nullable Camera camera) {
        if (camera == null || !camera.getName().equals(name)) {
            cameras.remove(name);
        } else {
            cameras.put(name, camera);
        }
    }

    /**
     * A runner told how a camera does.
     *
     * @param history whether that was before this gateway began
     */
    public void told(String name, @Nullable CameraState state, boolean history) {
        if (state == null) {
            states.remove(name);
        } else {
            states.put(name, new Told(state, history ? state.getAt() : clock.instant()));
        }
    }

    /** All cameras, in the order of their names. */
    public List<Camera> all() {
        return List.copyOf(cameras.values());
    }

    /** One by its name. */
    public Optional<Camera> find(String name) {
        return Optional.ofNullable(cameras.get(name));
    }

    /** How one does; empty when nobody has told for some time. */
    public Optional<CameraState> state(String name) {
        return Optional.ofNullable(states.get(name))
                .filter(told -> told.came().plus(SILENT).isAfter(clock.instant()))
                .map(Told::state);
    }
}
