package io.zerostream.cameras.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.bytedeco.ffmpeg.avformat.AVFormatContext.AVFMT_FLAG_NONBLOCK;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EAGAIN;

import io.zerostream.cameras.HttpCamera;
import io.zerostream.cameras.ResidentMemory;
import io.zerostream.cameras.Scenes;
import java.awt.image.BufferedImage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FfmpegStreamTest {
    private static final Limits SHORT = new Limits(Duration.ofSeconds(5), Duration.ofSeconds(1), 4_000_000);

    private static FfmpegStream open(URI url) throws StreamException {
        return FfmpegStream.open(new StreamAddress(url, null, null), SHORT, interrupt -> {});
    }

    @Test
    void readsAStreamOfJpeg() throws Exception {
        try (HttpCamera camera = new HttpCamera(i -> Scenes.jpeg(320, 240, i, 0, 100), 20, null);
                FfmpegStream stream = open(camera.url("/stream"))) {
            assertThat(stream.format()).isEqualTo("mpjpeg/mjpeg");
            assertThat(stream.still()).isFalse();
            for (int i = 0; i < 5; i++) {
                Frame frame = stream.next().orElseThrow();
                assertThat(frame.width()).isEqualTo(320);
                assertThat(frame.height()).isEqualTo(240);
                BufferedImage pixels = frame.pixels(Region.ALL, 0);
                assertThat(pixels.getRGB(140, 160) >> 16 & 255)
                        .as("red of the visitor")
                        .isGreaterThan(220);
                assertThat(pixels.getRGB(20, 20) >> 8 & 255)
                        .as("green of the wall")
                        .isBetween(90, 130);
            }
        }
    }

    /** FFmpeg makes one up for it, of 25 frames a second whatever comes, and by that a slower camera seems ever later. */
    @Test
    void aStreamOfJpegHasNoTime() throws Exception {
        try (HttpCamera camera = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, null);
                FfmpegStream stream = open(camera.url("/stream"))) {
            assertThat(stream.next().orElseThrow().position()).isEmpty();
            assertThat(stream.next().orElseThrow().taken()).isEmpty();
        }
    }

    @Test
    void cutsOutARegionAndMakesItSmaller() throws Exception {
        try (HttpCamera camera = new HttpCamera(i -> Scenes.jpeg(320, 240, i, 0, 100), 20, null);
                FfmpegStream stream = open(camera.url("/stream"))) {
            Frame frame = stream.next().orElseThrow();
            // the visitor: x 100 to 180, y 120 to 200
            BufferedImage part = frame.pixels(new Region(110 / 320.0, 130 / 240.0, 60 / 320.0, 30 / 240.0), 40);
            assertThat(part.getWidth()).isEqualTo(40);
            assertThat(part.getHeight()).isEqualTo(20);
            for (int[] at : new int[][] {{1, 1}, {38, 1}, {1, 18}, {38, 18}}) {
                assertThat(part.getRGB(at[0], at[1]) >> 16 & 255).isGreaterThan(200);
                assertThat(part.getRGB(at[0], at[1]) >> 8 & 255).isLessThan(60);
            }
        }
    }

    @Test
    void onePictureIsNoStream() throws Exception {
        try (HttpCamera camera = new HttpCamera(i -> Scenes.jpeg(320, 240, i, 0, 100), 20, null);
                FfmpegStream stream = open(camera.url("/picture"))) {
            assertThat(stream.still()).isTrue();
            assertThat(stream.next()).isPresent();
            assertThat(stream.next()).isEmpty();
        }
    }

    @Test
    void wrongPasswordsAreToldAndNeverShown() throws Exception {
        try (HttpCamera camera = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, "guard:s/e:c@ret ü")) {
            URI url = camera.url("/stream");
            assertThatThrownBy(() -> open(url))
                    .isInstanceOf(StreamException.class)
                    .hasMessageContaining("password");
            StreamAddress wrong = new StreamAddress(url, null, new Credentials("guard", "wr0ng"));
            assertThatThrownBy(() -> FfmpegStream.open(wrong, SHORT, interrupt -> {}))
                    .hasMessageContaining("(401)")
                    .hasMessageNotContainingAny("wr0ng", "guard");
            assertThat(wrong.toString()).doesNotContain("wr0ng", "guard");
            try (FfmpegStream stream = FfmpegStream.open(
                    new StreamAddress(url, null, new Credentials("guard", "s/e:c@ret ü")), SHORT, interrupt -> {})) {
                assertThat(stream.next()).isPresent();
            }
        }
    }

    @Test
    void saysWhatIsNoVideo() throws Exception {
        try (HttpCamera camera = new HttpCamera(i -> new byte[0], 20, null)) {
            assertThatThrownBy(() -> open(camera.url("/page"))).hasMessageContaining("no picture and no video");
            assertThatThrownBy(() -> open(camera.url("/nothing"))).hasMessageContaining("(404)");
        }
        assertThatThrownBy(() -> open(URI.create("http://127.0.0.1:1/"))).hasMessageContaining("refused");
        assertThatThrownBy(() -> open(URI.create("gopher://127.0.0.1/"))).hasMessageContaining("rtsp://");
    }

    @Test
    void aStreamThatStallsEndsInTime() throws Exception {
        try (HttpCamera camera = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, null);
                FfmpegStream stream = open(camera.url("/stream"))) {
            assertThat(stream.next()).isPresent();
            camera.stalls = true;
            long start = System.nanoTime();
            assertThatThrownBy(() -> {
                        while (stream.next().isPresent()) {}
                    })
                    .hasMessageContaining("no frame came within 1.0 s");
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
        }
    }

    /** As a webcam that is asked without waiting: there is none here, so a camera over HTTP is made to answer like one. */
    @Test
    void whatHasNothingYetIsAskedAgainAndNotWithoutAPause() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean stopped = new AtomicBoolean();
        try (HttpCamera camera = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, null);
                FfmpegStream stream = FfmpegStream.open(
                        new StreamAddress(camera.url("/stream"), null, null),
                        SHORT,
                        interrupt -> {},
                        (container, packet) -> asked.incrementAndGet() % 3 != 0 || stopped.get()
                                ? AVERROR_EAGAIN()
                                : av_read_frame(container, packet))) {
            for (int i = 0; i < 5; i++) {
                assertThat(stream.next()).isPresent();
            }
            assertThat(asked.get()).isGreaterThanOrEqualTo(15);

            stopped.set(true);
            asked.set(0);
            long start = System.nanoTime();
            assertThatThrownBy(stream::next).hasMessageContaining("no frame came within 1.0 s");
            assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
            assertThat(asked.get()).as("times it was asked in a second").isBetween(2, 1_000);
        }
    }

    @Test
    void onlyADeviceIsAskedWithoutWaiting() {
        assertThat(FfmpegStream.waiting(new StreamAddress(URI.create("v4l2:/dev/video0"), null, null)))
                .isEqualTo(AVFMT_FLAG_NONBLOCK);
        assertThat(FfmpegStream.waiting(new StreamAddress(URI.create("rtsp://10.0.0.7/"), null, null)))
                .isZero();
    }

    @Test
    void canBeInterrupted() throws Exception {
        try (HttpCamera camera = new HttpCamera(i -> Scenes.jpeg(64, 48, i, 0, 1), 20, null)) {
            AtomicReference<Runnable> interrupt = new AtomicReference<>();
            Limits patient = new Limits(Duration.ofMinutes(5), Duration.ofMinutes(5), 4_000_000);
            try (FfmpegStream stream =
                    FfmpegStream.open(new StreamAddress(camera.url("/stream"), null, null), patient, interrupt::set)) {
                assertThat(stream.next()).isPresent();
                camera.stalls = true;
                CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(interrupt.get());
                assertThatThrownBy(() -> {
                            while (stream.next().isPresent()) {}
                        })
                        .hasMessageContaining("closed");
            }
        }
    }

    @Test
    void opensFilesOfItsFolderOnly(@TempDir Path folder) throws Exception {
        Path videos = Files.createDirectory(folder.resolve("videos"));
        Path inside = Files.write(videos.resolve("a picture.jpg"), Scenes.jpeg(64, 48, 1, 0, 1));
        Path outside = Files.write(folder.resolve("secret.jpg"), Scenes.jpeg(64, 48, 1, 0, 1));
        Path link = Files.createSymbolicLink(videos.resolve("link.jpg"), outside);
        try (FfmpegStream stream =
                FfmpegStream.open(new StreamAddress(inside.toUri(), videos, null), SHORT, interrupt -> {})) {
            assertThat(stream.next()).isPresent();
        }
        for (Path other : new Path[] {outside, link, videos.resolve("../secret.jpg")}) {
            assertThatThrownBy(() ->
                            FfmpegStream.open(new StreamAddress(other.toUri(), videos, null), SHORT, interrupt -> {}))
                    .hasMessageContaining("not in its worker");
        }
        assertThatThrownBy(() -> open(inside.toUri())).hasMessageContaining("has no folder of videos");
        assertThatThrownBy(() -> FfmpegStream.open(
                        new StreamAddress(videos.resolve("none.mp4").toUri(), videos, null), SHORT, interrupt -> {}))
                .hasMessageContaining("no file");
    }

    /** JavaCPP has room for ten callbacks of a kind. */
    @Test
    void eachOfManyStreamsThatAreSilentIsGivenUp() throws Exception {
        int many = 14;
        Limits limits = new Limits(Duration.ofSeconds(2), Duration.ofSeconds(2), 4_000_000);
        try (ServerSocket silent = new ServerSocket(0, many, InetAddress.getLoopbackAddress())) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/stream");
            ExecutorService openers = Executors.newFixedThreadPool(many, task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            });
            List<Future<Throwable>> problems = IntStream.range(0, many)
                    .mapToObj(i -> openers.submit(() -> catchThrowable(
                            () -> FfmpegStream.open(new StreamAddress(url, null, null), limits, interrupt -> {}))))
                    .toList();
            for (Future<Throwable> problem : problems) {
                assertThat(problem.get(30, TimeUnit.SECONDS)).hasMessageContaining("within 2.0 s");
            }
            openers.shutdown();
        }
    }

    @Test
    void whatIsOpenedAndClosedAgainAndAgainLeavesNothing() throws Exception {
        ResidentMemory.assumeKnown();
        byte[] jpeg = Scenes.jpeg(320, 240, 1, 0, 50);
        try (HttpCamera http = new HttpCamera(i -> jpeg, 1, null)) {
            StreamAddress address = new StreamAddress(http.url("/stream"), null, null);
            openAndClose(address, 300);
            long files = openFiles();
            long memory = ResidentMemory.nativeBytes();
            openAndClose(address, 1_800);
            assertThat(openFiles() - files).as("connections").isLessThan(10);
            assertThat(ResidentMemory.nativeBytes() - memory)
                    .as("60 kB each would be seen: half a frame")
                    .isLessThan(100L << 20);
        }
    }

    private static void openAndClose(StreamAddress address, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            try (FfmpegStream stream = FfmpegStream.open(address, Limits.DEFAULT, interrupt -> {})) {
                for (int frame = 0; frame < 5; frame++) {
                    stream.next().orElseThrow().areas(Region.ALL, 64, 48);
                }
            }
        }
        System.gc();
    }

    /** Of this process; those that the camera has not given back yet are few. */
    private static long openFiles() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
