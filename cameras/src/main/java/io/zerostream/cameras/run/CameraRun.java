package io.zerostream.cameras.run;

import io.zerostream.cameras.stream.Frame;
import io.zerostream.cameras.stream.FrameStream;
import io.zerostream.cameras.stream.Region;
import io.zerostream.cameras.stream.StreamException;
import io.zerostream.schemas.Backoff;
import io.zerostream.schemas.PictureWriter;
import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.CameraStatus;
import io.zerostream.schemas.avro.ImageEvent;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One camera, until it is closed: one thread reads it, so that what comes is always new, and another sends what changed. A
 * stream that is cut, stalls or is refused is opened again, after longer and longer pauses; nothing that it does ends
 * another camera.
 */
public final class CameraRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CameraRun.class);
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private static final Duration SHORTEST_VIDEO = Duration.ofSeconds(1);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Camera camera;
    private final Opener opener;
    private final PictureSink sink;
    private final Clock clock;
    private final Region region;
    private final CameraProgress progress;
    private final LatestFrame latest = new LatestFrame();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Runnable interrupt = () -> {};
    private final Thread reader;
    private final Thread sender;
    private int failures;
    /** Which problem the log has: it is told once, not at each attempt. */
    private @Nullable String told;

    /** Opens streams of a camera. */
    @FunctionalInterface
    public interface Opener {
        /**
         * Opens one.
         *
         * @param began told what interrupts it as soon as it can be interrupted
         * @throws StreamException when it cannot be opened
         */
        FrameStream open(java.util.function.Consumer<Runnable> began) throws StreamException;
    }

    /**
     * Starts it.
     *
     * @param camera what it is, within {@link io.zerostream.schemas.CameraRules}
     * @param runner who runs it, for its state
     * @param opener opens its stream
     * @param sink takes its pictures; borrowed
     */
    public CameraRun(Camera camera, String runner, Opener opener, PictureSink sink, Clock clock) {
        this.camera = camera;
        this.opener = opener;
        this.sink = sink;
        this.clock = clock;
        this.region = camera.getRegion() == null
                ? Region.ALL
                : new Region(
                        camera.getRegion().getLeft(),
                        camera.getRegion().getTop(),
                        camera.getRegion().getWidth(),
                        camera.getRegion().getHeight());
        this.progress = new CameraProgress(camera.getName(), runner, clock);
        this.reader = thread(this::read, "camera-" + camera.getName());
        this.sender = thread(this::send, "camera-" + camera.getName() + "-sends");
        sender.start();
        reader.start();
    }

    private Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((ended, e) -> {
            progress.ended("it is run no longer, for " + e + ": disable and enable it");
            LOG.error("camera '{}' is run no longer", camera.getName(), e);
        });
        return thread;
    }

    /** How it does now. */
    public CameraState state() {
        return progress.state();
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private void read() {
        FramePicker picker = new FramePicker(
                camera.getFramesPerSecond(),
                camera.getAtLeastEveryMs() == 0 ? null : Duration.ofMillis(camera.getAtLeastEveryMs()),
                new ChangeDetector(region, camera.getChange()));
        try {
            while (!closed()) {
                try {
                    if (!readOnce(picker)) {
                        progress.is(CameraStatus.ENDED, null);
                        return;
                    }
                } catch (StreamException e) {
                    failed(String.valueOf(e.getMessage()));
                } catch (RuntimeException | OutOfMemoryError e) {
                    LOG.warn("camera '{}' brought something that broke its reader", camera.getName(), e);
                    failed("reading it failed: " + e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("camera '{}' closes", camera.getName());
        } finally {
            if (closed()) {
                progress.is(CameraStatus.STOPPED, null);
            }
        }
    }

    private void failed(String problem) throws InterruptedException {
        if (closed()) {
            return;
        }
        failures++;
        progress.is(CameraStatus.WAITING, problem);
        if (!problem.equals(told)) {
            told = problem;
            LOG.warn("camera '{}': {}; it is tried again", camera.getName(), problem);
        }
        pause(PAUSES.after(failures));
    }

    private void pause(Duration time) throws InterruptedException {
        closing.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Opens the stream and reads it to its end; false: it has one, and is not to begin again. */
    private boolean readOnce(FramePicker picker) throws StreamException, InterruptedException {
        Instant opened = clock.instant();
        try (FrameStream stream = opener.open(began -> interrupt = began)) {
            if (closed()) {
                return true;
            }
            progress.connected(stream.format());
            Playback playback = new Playback(camera, stream, clock);
            Arrivals arrivals = new Arrivals(playback, picker, clock, closing);
            Optional<Frame> frame = stream.next(arrivals);
            boolean any = frame.isPresent();
            while (frame.isPresent() && !closed()) {
                take(frame.get(), arrivals, picker);
                frame = stream.next(arrivals);
            }
            if (!any) {
                throw new StreamException("it ended before a frame came");
            }
            if (stream.still()) {
                long millis = Math.round(1000 / camera.getFramesPerSecond());
                pause(Duration.ofMillis(millis - ChronoUnit.MILLIS.between(opened, clock.instant())));
                return true;
            }
            if (playback.file()) {
                // one of a few frames would be opened without end
                pause(SHORTEST_VIDEO.minusMillis(ChronoUnit.MILLIS.between(opened, clock.instant())));
                return camera.getRepeat();
            }
            if (!closed()) {
                throw new StreamException("it ended");
            }
            return true;
        }
    }

    private void take(Frame frame, Arrivals arrivals, FramePicker picker) throws StreamException {
        Instant taken = arrivals.taken();
        progress.frame(frame.width(), frame.height(), taken, arrivals.times());
        if (failures > 0) {
            LOG.info("camera '{}' brings frames again", camera.getName());
            failures = 0;
            told = null;
        }
        switch (picker.look(frame, taken)) {
            case TOO_SOON -> {}
            case UNCHANGED -> progress.unchanged();
            case SEND -> {
                LatestFrame.Picture picture =
                        new LatestFrame.Picture(frame.pixels(region, camera.getLongestSide()), taken);
                if (latest.put(picture, sender)) {
                    progress.replaced();
                }
            }
        }
    }

    private void send() {
        try {
            while (!closed()) {
                LatestFrame.Picture picture = latest.take();
                try {
                    sink.put(event(picture));
                    progress.sent();
                } catch (PictureWriter.NotWrittenException e) {
                    progress.failed(String.valueOf(e.getMessage()));
                } catch (RuntimeException | OutOfMemoryError e) {
                    LOG.warn("a picture of camera '{}' could not be made", camera.getName(), e);
                    progress.failed("a picture could not be made: " + e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("camera '{}' sends no more", camera.getName());
        }
    }

    private ImageEvent event(LatestFrame.Picture picture) {
        byte[] jpeg = Jpegs.encode(picture.pixels(), camera.getJpegQuality());
        Instant taken = picture.takenAt().truncatedTo(ChronoUnit.MILLIS);
        return ImageEvent.newBuilder()
                // by camera and time: should two runners ever send the same frame, its id tells
                .setEventId(camera.getName() + "@" + taken)
                .setSourceId(camera.getSourceId() == null ? camera.getName() : camera.getSourceId())
                .setCapturedAt(taken)
                .setClassSet(camera.getClassSet())
                .setContent(ByteBuffer.wrap(jpeg))
                .setContentType("image/jpeg")
                .setAttributes(Map.of("camera", camera.getName()))
                .build();
    }

    /** Has it end, without waiting for that. */
    public void end() {
        closing.countDown();
        interrupt.run();
        reader.interrupt();
        sender.interrupt();
    }

    /** Ends both threads; a frame that waits is not sent any more. Waits for them some seconds. */
    @Override
    public void close() {
        end();
        try {
            reader.join(CLOSE.toMillis());
            sender.join(CLOSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (reader.isAlive()) {
            LOG.warn("camera '{}' still waits for its stream; it ends with it", camera.getName());
        }
    }
}
