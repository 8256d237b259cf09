package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 200 swaps of real networks under load. The curve is in {@code target/swap-memory.csv}. */
class SwapMemoryIT {
    private static final int SWAPS = 200;
    /** Allocators settle: each opening is probed too, and the curve is flat from about the sixtieth swap. */
    private static final int WARM_UP = 80;
    /** Keeping one network in ten of the 120 that follow would be more: it has 2.7 MB of weights. */
    private static final long ALLOWED_KIB = 24 * 1024;

    @Test
    @Timeout(300)
    void residentMemoryIsFlatOverTwoHundredSwapsUnderLoad() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/self/status")),
                "resident memory is read from /proc, which this system lacks");
        List<String> lines = run();
        Files.write(Path.of("target/swap-memory.csv"), lines);

        List<Long> resident = lines.stream()
                .skip(1)
                .map(line -> Long.parseLong(line.split(",")[1]))
                .toList();
        assertThat(resident).hasSize(SWAPS + 2);
        assertThat(resident.get(SWAPS) - resident.get(WARM_UP))
                .as("growth of resident memory in KiB, of %s", resident)
                .isLessThan(ALLOWED_KIB);
    }

    private static List<String> run() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                // the optimising compiler takes and frees tens of megabytes at moments of its own choice
                "-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-"))
                .forEach(command::add);
        for (String key : List.of(
                "DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "offline", "ai.djl.offline", "ai.djl.pytorch.num_threads")) {
            command.add("-D" + key + "=" + System.getProperty(key, "1"));
        }
        command.addAll(List.of(
                "-cp", System.getProperty("java.class.path"), SwapSoak.class.getName(), Integer.toString(SWAPS)));
        Process process = new ProcessBuilder(command)
                .redirectError(Path.of("target/swap-soak.log").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("see target/swap-soak.log; %s", output).isZero();
        return Arrays.stream(output.split("\n"))
                .filter(line -> line.equals(SwapSoak.HEADER) || line.matches("\\d+,\\d+,.*"))
                .toList();
    }
}
