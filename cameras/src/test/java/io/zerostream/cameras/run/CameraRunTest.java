package io.zerostream.cameras.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.cameras.HttpCamera;
import io.zerostream.cameras.Scenes;
import io.zerostream.cameras.stream.FfmpegStream;
import io.zerostream.cameras.stream.Limits;
import io.zerostream.cameras.stream.StreamAddress;
import io.zerostream.schemas.ImageEventLimits;
import io.zerostream.schemas.PictureWriter;
import io.zerostream.schemas.avro.Camera;
import io.zerostream.schemas.avro.CameraState;
import io.zerostream.schemas.avro.CameraStatus;
import io.zerostream.schemas.avro.ImageEvent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CameraRunTest {
    private static final Limits SHORT = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), 4_000_000);
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final List<ImageEvent> sent = new CopyOnWriteArrayList<>();

    private static Camera.Builder camera(URI url) {
        return Camera.newBuilder()
                .setName("yard")
                .setUrl(url.toString())
                .setFramesPerSecond(20)
                .setChange(0)
                .setChangedAt(Instant.now());
    }

    private static CameraRun run(Camera camera, PictureSink sink) {
        StreamAddress address = new StreamAddress(URI.create(camera.getUrl()), null, null);
        return new CameraRun(
                camera, "test", began -> FfmpegStream.open(address, SHORT, began::accept), sink, Clock.systemUTC());
    }

    private static @Nullable String problem(CameraRun run) {
        CameraState state = run.state();
        return state.getStatus() == CameraStatus.WAITING ? state.getProblem() : null;
    }

    @Test
    void sendsWhatACameraBrings() throws Exception {
        try (HttpCamera http = new HttpCamera(i -> Scenes.jpeg(320, 240, i, 0, 100), 20, null);
                CameraRun run = run(
                        camera(http.url("/stream"))
                                .setLongestSide(160)
                                .setClassSet("birds")
                                .build(),
                        sent::add)) {
            await().atMost(LONG).until(() -> sent.size() >= 10);
            CameraState state = run.state();
            assertThat(state.getStatus()).isEqualTo(CameraStatus.RUNNING);
            assertThat(state.getProblem()).isNull();
            assertThat(state.getWidth()).isEqualTo(320);
            assertThat(state.getFormat()).isEqualTo("mpjpeg/mjpeg");
        }
        ImageEvent event = sent.get(5);
        assertThat(ImageEventLimits.problem(event)).isEmpty();
        assertThat(event.getSourceId()).isEqualTo("yard");
        assertThat(event.getClassSet()).isEqualTo("birds");
        assertThat(event.getAttributes()).containsEntry("camera", "yard");
        assertThat(ImageIO.read(new ByteArrayInputStream(event.getContent().array()))
                        .getWidth())
                .isEqualTo(160);
        assertThat(sent).extracting(ImageEvent::getEventId).doesNotHaveDuplicates();
        assertThat(sent).extracting(ImageEvent::getCapturedAt).isSorted();
    }

    /** What is not decoded is not even noticed to be damaged. */
    @Test
    void framesBetweenThoseThatAreLookedAtAreNotDecoded() throws Exception {
        byte[] whole = Scenes.jpeg(320, 240, 1, 0, 100);
        byte[] damaged = whole.clone();
        Arrays.fill(damaged, 20, damaged.length - 2, (byte) 0x11);
        try (HttpCamera http = new HttpCamera(i -> i == 0 ? whole : damaged, 20, null);
                CameraRun run =
                        run(camera(http.url("/stream")).setFramesPerSecond(0.02).build(), sent::add)) {
            await().atMost(LONG).until(() -> run.state().getFramesRead() >= 40);
            assertThat(run.state().getStatus()).isEqualTo(CameraStatus.RUNNING);
            assertThat(run.state().getConnections()).isEqualTo(1);
            assertThat(run.state().getWidth()).isEqualTo(320);
            await().atMost(LONG).until(() -> sent.size() == 1);
        }
    }

    @Test
    void aVideoOfPicturesIsPlayedAtItsOwnSpeed() throws Exception {
        Path video = video(50);
        Camera camera = camera(video.toUri()).setFramesPerSecond(5).build();
        StreamAddress address = new StreamAddress(video.toUri(), folder, null);
        Instant start = Instant.now();
        try (CameraRun run = new CameraRun(
                camera,
                "test",
                began -> FfmpegStream.open(address, SHORT, began::accept),
                sent::add,
                Clock.systemUTC())) {
            await().atMost(LONG).until(() -> run.state().getStatus() == CameraStatus.ENDED);
            assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(1900));
            assertThat(run.state().getFramesRead()).isEqualTo(50);
            assertThat(run.state().getFramesSent() + run.state().getFramesReplaced())
                    .isBetween(8L, 10L);
        }
    }

    /** Of twenty frames, a fifth of a second apart as they are looked at, four. */
    @Test
    void aVideoOfPicturesIsPickedFromByItsOwnTime() throws Exception {
        try (VideoFrames frames = new VideoFrames(video(20), 5, 0)) {
            List<Duration> positions = new ArrayList<>();
            for (Optional<VideoFrames.Shot> shot = frames.next(); shot.isPresent(); shot = frames.next()) {
                positions.add(shot.get().position());
            }
            assertThat(positions)
                    .containsExactly(
                            Duration.ZERO, Duration.ofMillis(200), Duration.ofMillis(400), Duration.ofMillis(600));
        }
    }

    /** JPEG after JPEG, 25 a second. */
    private Path video(int frames) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < frames; i++) {
            all.write(Scenes.jpeg(64, 48, i, 0, i));
        }
        return Files.write(folder.resolve("video.mjpeg"), all.toByteArray());
    }

    @Test
    void aSceneThatStandsStillIsSentOnce() throws Exception {
        AtomicInteger visitor = new AtomicInteger(-1);
        try (HttpCamera http = new HttpCamera(i -> Scenes.jpeg(320, 240, i, i % 3, visitor.get()), 20, null);
                CameraRun run = run(
                        camera(http.url("/stream"))
                                .setChange(0.02)
                                .setAtLeastEveryMs(0)
                                .build(),
                        sent::add)) {
            await().atMost(LONG).until(() -> run.state().getFramesUnchanged() >= 20);
            assertThat(sent).hasSize(1);
            visitor.set(100);
            await().atMost(LONG).until(() -> sent.size() == 2);
        }
    }

    @Test
    void aStreamThatIsCutOrStallsIsOpenedAgain() throws Exception {
        try (HttpCamera http = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, null)) {
            http.cutAfter = 5;
            try (CameraRun run = run(camera(http.url("/stream")).build(), sent::add)) {
                await().atMost(LONG).until(() -> "it ended".equals(problem(run)));
                await().atMost(LONG).until(() -> http.connections() >= 3);
                http.cutAfter = 0;
                await().atMost(LONG).until(() -> run.state().getStatus() == CameraStatus.RUNNING);
                http.stalls = true;
                await().atMost(LONG).until(() -> String.valueOf(problem(run)).startsWith("no frame came"));
                http.stalls = false;
                int before = sent.size();
                await().atMost(LONG)
                        .until(() -> sent.size() > before && run.state().getProblem() == null);
            }
        }
    }

    @Test
    void aPictureIsAskedForAgainAndAgain() throws Exception {
        try (HttpCamera http = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, i % 50), 20, null);
                CameraRun run =
                        run(camera(http.url("/picture")).setFramesPerSecond(5).build(), sent::add)) {
            Instant start = Instant.now();
            await().atMost(LONG).until(() -> sent.size() >= 6);
            assertThat(Duration.between(start, Instant.now())).isGreaterThan(Duration.ofMillis(900));
            assertThat(run.state().getProblem()).isNull();
        }
    }

    @Test
    void whenSendingIsSlowTheLatestFrameIsNext() throws Exception {
        Semaphore may = new Semaphore(0);
        PictureSink slow = picture -> {
            may.acquire();
            sent.add(picture);
        };
        try (HttpCamera http = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, null);
                CameraRun run = run(camera(http.url("/stream")).build(), slow)) {
            await().atMost(LONG).until(() -> run.state().getFramesReplaced() >= 20);
            assertThat(sent).isEmpty();
            Instant now = Instant.now();
            may.release(2);
            await().atMost(LONG).until(() -> sent.size() == 2);
            assertThat(sent.get(1).getCapturedAt()).isAfter(now.minusSeconds(1));
        }
    }

    @Test
    void picturesThatCannotBeSentAreCountedAndTold() throws Exception {
        PictureSink away = picture -> {
            throw new PictureWriter.NotWrittenException("Kafka does not answer", new IllegalStateException());
        };
        try (HttpCamera http = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, null);
                CameraRun run = run(camera(http.url("/stream")).build(), away)) {
            await().atMost(LONG).until(() -> run.state().getFramesFailed() >= 3);
            assertThat(run.state().getProblem()).isEqualTo("Kafka does not answer");
            assertThat(run.state().getFramesSent()).isZero();
        }
    }

    @Test
    void closesAtOnceWhateverItWaitsFor() throws Exception {
        try (HttpCamera http = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, null)) {
            http.stalls = true;
            Limits patient = new Limits(Duration.ofMinutes(5), Duration.ofMinutes(5), 4_000_000);
            StreamAddress address = new StreamAddress(http.url("/stream"), null, null);
            CameraRun run = new CameraRun(
                    camera(http.url("/stream")).build(),
                    "test",
                    began -> FfmpegStream.open(address, patient, began::accept),
                    sent::add,
                    Clock.systemUTC());
            await().atMost(LONG).until(() -> http.connections() == 1);
            Instant start = Instant.now();
            run.close();
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(4));
            assertThat(run.state().getStatus()).isEqualTo(CameraStatus.STOPPED);
        }
    }
}
