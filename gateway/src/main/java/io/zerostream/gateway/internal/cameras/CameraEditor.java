package io.zerostream.gateway.internal.cameras;

import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.schemas.CameraRules;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraRegion;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Adds, changes and removes cameras. Thread-safe; of two who change one camera at once the last is right. */
public final class CameraEditor {
    /** More than a cluster's workers would run: each has two threads and a connection. */
    static final int MOST = 10_000;

    private final CamerasView view;
    private final CameraLog log;
    private final Predicate<String> isSet;
    private final Clock clock;

    /**
     * A camera as it is now.
     *
     * @param warnings what the caller should know
     */
    public record Changed(Camera camera, List<String> warnings) {}

    /**
     * @param view of what there is
     * @param log takes changes
     * @param isSet whether there is a class set of this name, or an alias
     */
    public CameraEditor(CamerasView view, CameraLog log, Predicate<String> isSet, Clock clock) {
        this.view = view;
        this.log = log;
        this.isSet = isSet;
        this.clock = clock;
    }

    /** What there is. */
    public CamerasView view() {
        return view;
    }

    /** @throws RefusedException when there is one of this name, or a value is wrong */
    public Changed add(CameraRequest request) {
        String name = Names.checked("the camera", request.name());
        if (view.find(name).isPresent()) {
            throw new RefusedException(
                    Refusal.CAMERA_EXISTS,
                    "there is a camera '" + name + "' already",
                    "choose another name, or change that one");
        }
        if (view.all().size() >= MOST) {
            throw new RefusedException(
                    Refusal.BAD_VALUE, "there are " + MOST + " cameras, and that is the limit", "remove some first");
        }
        if (request.url() == null) {
            throw new RefusedException(Refusal.BAD_REQUEST, "the body lacks 'url'", "say where the frames come from");
        }
        Camera.Builder fresh = Camera.newBuilder().setName(name).setUrl("").setChangedAt(clock.instant());
        return write(changed(fresh, request));
    }

    /** Changes what the request names. @throws RefusedException when there is none of this name, or a value is wrong */
    public Changed change(String name, CameraRequest request) {
        Camera before = find(name);
        if (request.name() != null && !request.name().equals(name)) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "a camera keeps its name, for its pictures have it",
                    "add one of the other name and remove this");
        }
        Camera next = changed(Camera.newBuilder(before), request);
        if (isSame(before, next)) {
            return new Changed(before, warnings(before));
        }
        return write(next);
    }

    /** @throws RefusedException when there is none of this name */
    public void remove(String name) {
        log.write(find(name).getName(), null);
    }

    /** @throws RefusedException when there is none of this name, naming the nearest */
    public Camera find(String name) {
        return view.find(name)
                .orElseThrow(() -> RefusedException.unknown(
                        Refusal.UNKNOWN_CAMERA,
                        "there is no camera '" + SafeText.of(name) + "'",
                        name,
                        view.all().stream().map(Camera::getName).toList(),
                        "see GET /api/cameras"));
    }

    private Changed write(Camera camera) {
        List<String> problems = CameraRules.problems(camera);
        if (!problems.isEmpty()) {
            throw new RefusedException(
                    Refusal.BAD_VALUE,
                    "camera '" + camera.getName() + "': " + String.join("; ", problems),
                    "give other values");
        }
        log.write(camera.getName(), camera);
        return new Changed(camera, warnings(camera));
    }

    private List<String> warnings(Camera camera) {
        List<String> warnings = new ArrayList<>();
        String set = camera.getClassSet();
        if (set != null && !isSet.test(set)) {
            warnings.add("there is no class set '" + SafeText.of(set)
                    + "' now: its pictures go to the dead letters until there is");
        }
        if (camera.getSecret() != null && camera.getUrl().matches("(?i)(http|rtsp):.*")) {
            warnings.add("what it shows, and its password or what proves it, goes over the network unencrypted");
        }
        return warnings;
    }

    private Camera changed(Camera.Builder camera, CameraRequest request) {
        set(request.url(), camera::setUrl);
        set(request.secret(), secret -> camera.setSecret(orNull(secret)));
        set(request.sourceId(), source -> camera.setSourceId(orNull(source)));
        set(request.classSet(), set -> camera.setClassSet(orNull(set)));
        set(request.framesPerSecond(), camera::setFramesPerSecond);
        set(request.change(), camera::setChange);
        set(request.atLeastEveryMs(), camera::setAtLeastEveryMs);
        set(request.region(), part -> camera.setRegion(region(part)));
        set(request.longestSide(), camera::setLongestSide);
        set(request.jpegQuality(), camera::setJpegQuality);
        set(request.repeat(), camera::setRepeat);
        set(request.enabled(), camera::setEnabled);
        return camera.setAuthor(Names.author(request.author()))
                .setChangedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }

    private static <T> void set(@Nullable T value, Consumer<T> setter) {
        if (value != null) {
            setter.accept(value);
        }
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static @Nullable CameraRegion region(CameraRequest.Part part) {
        boolean all = part.left() == 0 && part.top() == 0 && part.width() == 1 && part.height() == 1;
        return all ? null : new CameraRegion(part.left(), part.top(), part.width(), part.height());
    }

    /** But for who said so, and when. */
    private static boolean isSame(Camera before, Camera next) {
        return before.equals(Camera.newBuilder(next)
                .setChangedAt(before.getChangedAt())
                .setAuthor(before.getAuthor())
                .build());
    }
}
