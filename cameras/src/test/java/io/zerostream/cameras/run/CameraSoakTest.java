package io.zerostream.cameras.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerostream.cameras.HttpCamera;
import io.zerostream.cameras.ResidentMemory;
import io.zerostream.cameras.Scenes;
import io.zerostream.cameras.stream.FfmpegStream;
import io.zerostream.cameras.stream.Limits;
import io.zerostream.cameras.stream.StreamAddress;
import io.zerostream.schemas.Opened;
import io.zerostream.schemas.avro.Camera;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Sixteen cameras for some minutes, a quarter of whose connections are cut all the time: the memory of the process, native
 * memory too, stays as it is. With {@code -Dzerostream.cameras.soak=MINUTES}.
 */
class CameraSoakTest {
    private static final int CAMERAS = 16;
    private static final int FRAMES = 20;
    private static final int MILLIS = 100;
    private static final Duration WARM = Duration.ofSeconds(60);

    @Test
    void memoryStaysAsItIs(TestReporter figures) throws Exception {
        ResidentMemory.assumeKnown();
        int minutes = Integer.getInteger("zerostream.cameras.soak", 0);
        assumeTrue(minutes > 0, "takes minutes: ask for it by -Dzerostream.cameras.soak=10");
        List<byte[]> frames = IntStream.range(0, FRAMES)
                .mapToObj(i -> Scenes.jpeg(640, 480, i, 0, 20 * i))
                .toList();
        AtomicLong sent = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        List<Long> resident = new ArrayList<>();
        List<CameraRun> runs = new ArrayList<>();
        try (Opened all = new Opened()) {
            for (int c = 0; c < CAMERAS; c++) {
                HttpCamera http = all.add(new HttpCamera(i -> frames.get(i % FRAMES), MILLIS, null));
                http.cutAfter = c % 4 == 0 ? 5 * FRAMES : 0;
                runs.add(all.add(run("camera-" + c, http.url("/stream"), picture -> {
                    sent.incrementAndGet();
                    bytes.addAndGet(picture.getContent().remaining());
                })));
            }
            Thread.sleep(WARM.toMillis());
            long before = sent.get();
            Instant start = Instant.now();
            while (Duration.between(start, Instant.now()).toMinutes() < minutes) {
                Thread.sleep(10_000);
                resident.add(ResidentMemory.bytes());
            }
            double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
            double perSecond = (sent.get() - before) / seconds;
            long first = mean(resident.subList(0, resident.size() / 4));
            long last = mean(resident.subList(resident.size() * 3 / 4, resident.size()));
            figures.publishEntry(String.format(
                    Locale.ROOT,
                    "%d cameras, %d minutes: %.1f pictures/s, %d kB each, resident %d MB, then %d MB; the first was"
                            + " connected %d times",
                    CAMERAS,
                    minutes,
                    perSecond,
                    bytes.get() / sent.get() / 1024,
                    first >> 20,
                    last >> 20,
                    runs.get(0).state().getConnections()));
            assertThat(perSecond).isBetween(1.7 * CAMERAS, 2.1 * CAMERAS);
            assertThat(last).isLessThan(first + first / 20);
        }
    }

    private static CameraRun run(String name, URI url, PictureSink sink) {
        Camera camera = Camera.newBuilder()
                .setName(name)
                .setUrl(url.toString())
                .setChange(0)
                .setChangedAt(Instant.now())
                .build();
        StreamAddress address = new StreamAddress(url, null, null);
        return new CameraRun(
                camera,
                "test",
                began -> FfmpegStream.open(address, Limits.DEFAULT, began::accept),
                sink,
                Clock.systemUTC());
    }

    private static long mean(List<Long> values) {
        return (long) values.stream().mapToLong(Long::longValue).average().orElse(0);
    }
}
