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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The cameras that run here, as long as this runner is in contact with the others. Thread-safe. */
public final class Fleet implements AutoCloseable {
    private final CamerasConfig config;
    private final PictureSink sink;
    private final Clock clock;
    private final GroupContact contact;
    private final Secrets secrets;
    private final Map<String, Camera> cameras = new LinkedHashMap<>();
    private final Map<String, CameraRun> runs = new LinkedHashMap<>();
    private final Map<String, Instant> since = new LinkedHashMap<>();

    /**
     * Runs none yet.
     *
     * @param sink takes the pictures; borrowed
     * @param contact nothing runs unless it holds
     */
    public Fleet(CamerasConfig config, PictureSink sink, Clock clock, GroupContact contact) {
        this.config = config;
        this.sink = sink;
        this.clock = clock;
        this.contact = contact;
        this.secrets = new Secrets(config.secrets());
    }

    /**
     * Runs exactly these: what is new is started, what is gone is closed, what changed is closed and started. Out of contact
     * it runs none of them.
     */
    public synchronized void run(Map<String, Camera> wanted) {
        cameras.entrySet().removeIf(had -> !had.getValue().equals(wanted.get(had.getKey())));
        since.keySet().retainAll(cameras.keySet());
        boolean holds = contact.holds();
        end(name -> !holds || !cameras.containsKey(name));
        wanted.forEach((name, camera) -> {
            if (cameras.putIfAbsent(name, camera) == null) {
                since.put(name, clock.instant());
            }
            if (holds && mayRun(camera) && !runs.containsKey(name)) {
                runs.put(name, start(camera));
            }
        });
    }

    /** Closes all cameras if contact was lost; {@link #run} starts them again. */
    synchronized void stopUnlessHeld() {
        if (!contact.holds()) {
            end(name -> true);
        }
    }

    private void end(Predicate<String> which) {
        List<String> names = runs.keySet().stream().filter(which).toList();
        List<CameraRun> ended = names.stream().map(runs::remove).toList();
        names.forEach(name -> since.replace(name, clock.instant()));
        // all at once: each may take a moment
        ended.forEach(CameraRun::end);
        ended.forEach(CameraRun::close);
    }

    private static boolean mayRun(Camera camera) {
        return camera.getEnabled() && CameraRules.problems(camera).isEmpty();
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
    public synchronized List<CameraState> states() {
        List<CameraState> states = new ArrayList<>();
        cameras.forEach((name, camera) -> {
            CameraRun run = runs.get(name);
            states.add(run == null ? resting(camera) : run.state());
        });
        return states;
    }

    private CameraState resting(Camera camera) {
        List<String> problems = CameraRules.problems(camera);
        @Nullable
        String problem = problems.isEmpty()
                ? mayRun(camera) ? contact.problem().orElse(null) : null
                : String.join("; ", problems);
        return CameraState.newBuilder()
                .setName(camera.getName())
                .setRunner(config.runner())
                .setStatus(mayRun(camera) ? CameraStatus.WAITING : CameraStatus.STOPPED)
                .setProblem(problem)
                .setSince(since.get(camera.getName()))
                .setAt(clock.instant())
                .build();
    }

    @Override
    public void close() {
        run(Map.of());
    }
}
