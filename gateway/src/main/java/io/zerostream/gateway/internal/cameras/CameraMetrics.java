package io.zerostream.gateway.internal.cameras;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.CameraStatus;
import java.util.function.ToLongFunction;

/** Cameras for Prometheus, as their runners tell. */
public final class CameraMetrics {
    private final CamerasView view;

    private CameraMetrics(CamerasView view) {
        this.view = view;
    }

    /** Adds them to what is asked for. */
    public static void register(PrometheusRegistry metrics, CamerasView view) {
        CameraMetrics cameras = new CameraMetrics(view);
        GaugeWithCallback.builder()
                .name("zerostream_camera_up")
                .help("Whether frames of a camera that is enabled come; 1 also when its video has ended")
                .labelNames("camera")
                .callback(gauge -> view.all().stream()
                        .filter(Camera::getEnabled)
                        .forEach(camera -> gauge.call(cameras.isUp(camera) ? 1 : 0, camera.getName())))
                .register(metrics);
        CounterWithCallback.builder()
                .name("zerostream_camera_frames")
                .help("Frames of a camera since its runner took it over, and what became of them")
                .labelNames("camera", "fate")
                .callback(counter -> view.all().forEach(camera -> {
                    cameras.count(counter, camera, "read", CameraState::getFramesRead);
                    cameras.count(counter, camera, "sent", CameraState::getFramesSent);
                    cameras.count(counter, camera, "unchanged", CameraState::getFramesUnchanged);
                    cameras.count(counter, camera, "replaced", CameraState::getFramesReplaced);
                    cameras.count(counter, camera, "failed", CameraState::getFramesFailed);
                }))
                .register(metrics);
    }

    private boolean isUp(Camera camera) {
        return view.state(camera.getName())
                .filter(state -> state.getProblem() == null)
                .filter(state -> state.getStatus() == CameraStatus.RUNNING || state.getStatus() == CameraStatus.ENDED)
                .isPresent();
    }

    private void count(
            CounterWithCallback.Callback counter, Camera camera, String fate, ToLongFunction<CameraState> frames) {
        view.state(camera.getName())
                .ifPresent(state -> counter.call((double) frames.applyAsLong(state), camera.getName(), fate));
    }
}
