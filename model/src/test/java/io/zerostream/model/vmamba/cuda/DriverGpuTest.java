package io.zerostream.model.vmamba.cuda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kernels on a GPU with nothing but its driver and a run-time compiler: no engine, no libtorch. {@code mvn -Pgpu} runs it,
 * and {@code evidence/bench/gpu} on machines that have no Maven; it fails where there is no GPU.
 */
@Tag("gpu")
class DriverGpuTest {
    private static final int WARM = 5;
    private static final int TIMED = 50;

    private static CudaDriver driver;
    private static CudaDevice device;
    private static KernelRun run;

    @BeforeAll
    static void open(TestReporter reporter) {
        driver = CudaLibrary.driver();
        Nvrtc compiler = NvrtcFinder.find();
        device = new CudaDevice(driver, compiler, ordinal -> null, 0);
        run = new KernelRun(device, () -> new DriverMemory(driver, device));
        reporter.publishEntry("gpu", device.describe() + ", " + device.multiprocessors() + " multiprocessors");
        reporter.publishEntry("compiler", "CUDA " + compiler.version());
    }

    static Stream<Path> scans() throws IOException {
        return GoldenScan.cases();
    }

    @ParameterizedTest
    @MethodSource("scans")
    void meetsTheScan(Path file) throws IOException {
        GoldenScan.meet(run, file);
    }

    @ParameterizedTest(name = "{0} x {1}x{2}x{3}, rank {4}, {5} states")
    @CsvSource({
        "1, 1, 1, 1, 1, 1",
        "2, 9, 13, 70, 6, 1",
        "1, 56, 56, 192, 6, 1",
        "2, 28, 28, 384, 12, 1",
        "1, 14, 14, 768, 24, 1",
        "3, 7, 7, 1536, 48, 1",
        "2, 5, 7, 10, 1, 4",
        "1, 3, 5, 4, 3, 2",
        "1, 6, 5, 6, 2, 16"
    })
    void meetsTheDefinition(int b, int h, int w, int d, int r, int n) {
        run.meetsTheDefinition(ScanCase.random(new int[] {b, h, w, d, r, n}, -4, 7), 5e-6, 3e-5);
    }

    @Test
    void givesTheSameBitsAgainAndAgain() {
        ScanCase scan = ScanCase.random(new int[] {4, 28, 28, 384, 12, 1}, -4, 9);
        float[] y = run.forward(scan);
        List<float[]> gradients = run.backward(scan);
        for (int again = 0; again < 20; again++) {
            assertThat(run.forward(scan)).isEqualTo(y);
            List<float[]> more = run.backward(scan);
            for (int i = 0; i < more.size(); i++) {
                assertThat(more.get(i)).as(ScanCase.NAMES.get(i)).isEqualTo(gradients.get(i));
            }
        }
    }

    @ParameterizedTest(name = "{0} pictures of {1}x{1}x{2}, rank {3}")
    @CsvSource({
        "1, 56, 192, 6", "1, 28, 384, 12", "1, 14, 768, 24", "1, 7, 1536, 48",
        "8, 56, 192, 6", "8, 28, 384, 12", "8, 14, 768, 24", "8, 7, 1536, 48"
    })
    void tellsItsTimes(int b, int side, int d, int r, TestReporter reporter) {
        ScanCase scan = ScanCase.random(new int[] {b, side, side, d, r, 1}, -4, 7);
        Schedule schedule = new Schedule(scan.sizes(), device);
        try (DriverMemory room = new DriverMemory(driver, device)) {
            Schedule.Addresses in = KernelRun.put(room, scan);
            long y = room.room(scan.upstream().length);
            long dy = room.put(scan.upstream());
            long[] to = scan.inputs().stream()
                    .mapToLong(input -> room.room(input.length))
                    .toArray();
            Schedule.Addresses out = new Schedule.Addresses(to[0], to[1], to[2], to[3], to[4], to[5]);
            long ahead = room.room(schedule.forwardScratch());
            long back = room.room(schedule.backwardScratch());
            double forward = milliseconds(room, () -> schedule.forward(in, y, ahead));
            double backward = milliseconds(room, () -> schedule.backward(in, dy, out, back));
            assertThat(room.read(y, scan.upstream().length)).doesNotContain(Float.NaN);
            reporter.publishEntry(
                    "times",
                    String.format(
                            Locale.ROOT,
                            "%dx%dx%dx%d forward %.4f ms, backward %.4f ms",
                            b,
                            side,
                            side,
                            d,
                            forward,
                            backward));
        }
    }

    private static double milliseconds(DriverMemory room, Runnable call) {
        for (int i = 0; i < WARM; i++) {
            call.run();
        }
        room.await();
        long start = System.nanoTime();
        for (int i = 0; i < TIMED; i++) {
            call.run();
        }
        room.await();
        return (System.nanoTime() - start) / 1e6 / TIMED;
    }
}
