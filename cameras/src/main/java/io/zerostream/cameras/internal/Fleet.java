package io.zerostream.cameras.internal;

import io.zerostream.cameras.config.CamerasConfig;
import io.zerostream.cameras.run.CameraRun;
import io.zerostream.cameras.run.PictureSink;
import io.zerostream.cameras.stream.FfmpegStream;
import io.zerostream.cameras.stream.Secrets;
import io.zerostream.cameras.stream.StreamAddress;
import io.zerostream.schemas.CameraRules;
import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.CameraStatus;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The cameras that run here. For one thread. */
public final class Fleet implements AutoCloseable {
    private final CamerasConfig config;
    private final PictureSink sink;
    private final Clock clock;
    private final Secrets secrets;
    private final Map<String, Camera> cameras = new LinkedHashMap<>();
    private final Map<String, CameraRun> runs = new LinkedHashMap<>();
    private final Map<String, Instant> since = new LinkedHashMap<>();

    /** @param sink takes the pictures; borrowed */
    public Fleet(CamerasConfig config, PictureSink sink, Clock clock) {
        this.config = config;
        this.sink = sink;
        this.clock = clock;
        this.secrets = new Secrets(config.secrets());
    }

    /** Runs exactly these: what is new is started, what is gone is closed, what changed is closed and started. */
    public void run(Map<String, Camera> wanted) {
        List<CameraRun> ended = new ArrayList<>();
        cameras.entrySet().removeIf(had -> {
            boolean goes = !had.getValue().equals(wanted.get(had.getKey()));
            if (goes && runs.containsKey(had.getKey())) {
                ended.add(runs.remove(had.getKey()));
            }
            return goes;
        });
        // all at once: each may take a moment
        ended.forEach(CameraRun::end);
        ended.forEach(CameraRun::close);
        wanted.forEach((name, camera) -> {
            if (cameras.putIfAbsent(name, camera) == null) {
                since.put(name, clock.instant());
                if (camera.getEnabled() && CameraRules.problems(camera).isEmpty()) {
                    runs.put(name, start(camera));
                }
            }
        });
    }

    private CameraRun start(Camera camera) {
        URI url = URI.create(camera.getUrl());
        return new CameraRun(
                camera,
                config.runner(),
                began -> FfmpegStream.open(
                        new StreamAddress(
                                url,
                                config.files(),
                                secrets.credentials(camera.getSecret(), url),
                                config.authorities()),
                        config.limits(),
                        began::accept),
                sink,
                clock);
    }

    /** How each does. */
    public List<CameraState> states() {
        List<CameraState> states = new ArrayList<>();
        cameras.forEach((name, camera) -> {
            CameraRun run = runs.get(name);
            states.add(run == null ? resting(camera) : run.state());
        });
        return states;
    }

    private CameraState resting(Camera camera) {
        List<String> problems = CameraRules.problems(camera);
        return CameraState.newBuilder()
                .setName(camera.getName())
                .setRunner(config.runner())
                .setStatus(CameraStatus.STOPPED)
                .setProblem(problems.isEmpty() ? null : String.join("; ", problems))
                .setSince(since.get(camera.getName()))
                .setAt(clock.instant())
                .build();
    }

    @Override
    public void close() {
        run(Map.of());
    }
}
