package io.zerostream.job.internal.classify;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.job.internal.NativeMemory;
import io.zerostream.job.internal.control.Registry;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.vmamba.cpu.CpuLibrary;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two thousand swaps of a large class set under load, in a JVM of its own whose heap is resident from the start. All scorers
 * are kept, so that garbage collection frees nothing of theirs: what is freed, the job frees.
 */
class ClassSetMemoryIT {
    private static final int CLASSES = 600;
    private static final int ATTRIBUTES = 312;
    private static final int WARM_UP = 200;
    private static final int SWAPS = 2000;
    /** Keeping one set in eighty of the 1800 would be more: each has 730 KiB. */
    private static final long ALLOWED_KIB = 16 * 1024;

    @Test
    @Timeout(300)
    void nativeMemoryIsFlatOverThousandsOfSwapsWithoutGarbageCollection() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/self/status")),
                "resident memory is read from /proc, which this system lacks");
        Assumptions.assumeTrue(CpuLibrary.isAvailable(), "there are no native kernels on this machine");
        List<Long> resident = run();

        assertThat(resident).hasSize(2);
        assertThat(resident.get(1) - resident.get(0))
                .as("growth of resident memory in KiB, from %s", resident)
                .isLessThan(ALLOWED_KIB);
    }

    private static List<Long> run() throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms384m",
                "-Xmx384m",
                "-XX:+AlwaysPreTouch",
                // the optimising compiler takes and frees tens of megabytes at moments of its own choice
                "-XX:TieredStopAtLevel=1"));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--add-"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), ClassSetMemoryIT.class.getName()));
        Process process = new ProcessBuilder(command)
                .redirectError(Path.of("target/class-set-memory.log").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("see target/class-set-memory.log; %s", output)
                .isZero();
        return output.lines()
                .filter(line -> line.startsWith("resident: "))
                .map(line -> Long.parseLong(line.substring("resident: ".length())))
                .toList();
    }

    /** Prints resident memory, KiB, after {@link #WARM_UP} and after {@link #SWAPS} swaps. */
    public static void main(String[] args) throws Exception {
        Registry registry = new Registry();
        TestRegistries registries = new TestRegistries();
        registries.add(registry.everything("colours"));
        List<ClassPrototype> classes = Registry.shades("wide", ATTRIBUTES, CLASSES);
        List<String> attributes = new ArrayList<>();
        for (int i = 0; i < ATTRIBUTES; i++) {
            attributes.add("a" + i);
        }
        List<String> members = classes.stream().map(ClassPrototype::getName).toList();
        List<ClassScorer> kept = new ArrayList<>();
        try (OperatorHarness harness = new OperatorHarness(registries, new TestModels(), null)) {
            harness.untilServing();
            harness.control(
                    registry.put(new io.zerostream.schemas.avro.SemanticSpace("wide", attributes, List.of(), 1f)));
            classes.forEach(prototype -> harness.control(registry.put(prototype)));
            for (long swap = 1; swap <= SWAPS; swap++) {
                harness.control(registry.put(new ClassSet(
                        "wide", "wide", swap, members, 0f, -1f, 3, Instant.EPOCH, "test", Calibration.SOFTMAX)));
                for (int i = 0; i < OperatorHarness.BATCH; i++) {
                    harness.picture(Pictures.of("p" + i, "red"), swap);
                }
                harness.untilMatching("wide", swap);
                kept.add(harness.set("wide").scorer());
                harness.barrier();
                harness.forgetOutput();
                if (swap == WARM_UP || swap == SWAPS) {
                    System.out.println("resident: " + NativeMemory.residentBytes() / 1024);
                }
            }
        }
        System.out.println("kept: " + kept.size());
        // pools of native threads keep no JVM alive, but Flink's test harness may
        System.exit(0);
    }
}
