package io.zerostream.gateway.internal.lens;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.config.LensLimits;
import io.zerostream.gateway.internal.http.Pictures;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** In a JVM of its own whose heap is fixed and resident from the start, so that what grows is native memory. */
class LensMemoryTest {
    private static final long ALLOWED_KIB = 8 * 1024;
    private static final int WARM_UP = 300;
    private static final int QUESTIONS = 1000;
    private static final int FIRST_OPENINGS = 60;
    private static final int OPENINGS = 100;

    @Test
    void nativeMemoryStaysFlatAndNoneIsTakenBeforeSomebodyAsks(@TempDir Path folder) throws Exception {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/proc/self/status")),
                "resident memory is read from /proc, which this system lacks");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms160m",
                "-Xmx160m",
                "-XX:+AlwaysPreTouch",
                // the optimising compiler takes and frees tens of megabytes at moments of its own choice
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path")));
        for (String key : List.of(
                "DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "offline", "ai.djl.offline", "ai.djl.pytorch.num_threads")) {
            String value = System.getProperty(key);
            if (value != null) {
                command.add(1, "-D" + key + "=" + value);
            }
        }

        for (String seed : List.of("1", "2")) {
            Networks.checkpoint(seed, Long.parseLong(seed)).write(folder.resolve(seed));
        }
        command.addAll(List.of(LensMemoryTest.class.getName(), folder.toString()));
        ProcessBuilder child = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        // threads that spin while they wait take minutes of a busy machine
        child.environment().put("OMP_WAIT_POLICY", "passive");
        Process process = child.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("torch before: false", "torch after: true");
        List<Long> kib = said.lines()
                .filter(line -> line.startsWith("VmRSS"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .toList();
        assertThat(kib.get(1) - kib.get(0))
                .as("growth of resident memory over %s questions in KiB, from %s", QUESTIONS, kib)
                .isLessThan(ALLOWED_KIB);
        assertThat(kib.get(3) - kib.get(2))
                .as("growth of resident memory over %s openings in KiB, from %s", OPENINGS, kib)
                .isLessThan(ALLOWED_KIB);
    }

    /** Prints resident memory at four moments: before and after questions, before and after openings. */
    public static void main(String[] args) throws IOException {
        Map<String, Checkpoint> checkpoints = Map.of(
                "1", Checkpoint.read(Path.of(args[0], "1")),
                "2", Checkpoint.read(Path.of(args[0], "2")));
        ModelRegistryView models = new ModelRegistryView();
        for (Checkpoint checkpoint : checkpoints.values()) {
            ModelVersion version = Networks.version(checkpoint);
            models.apply(
                    RegistryKeys.modelVersion(version.getName(), version.getVersion()),
                    new ModelRegistryRecord(version));
        }
        byte[] picture = Pictures.flag(1);
        try (Lens lens = new Lens(
                LensLimits.defaults(),
                models,
                version -> Networks.open(
                        version, checkpoints.get(version.getVersion()).tensors()),
                ImageLimits.defaults())) {
            Why why = new Why(lens, Flags.view());
            System.out.println("torch before: " + isTorchLoaded());
            for (int i = 1; i <= WARM_UP + QUESTIONS; i++) {
                why.of(label("1"), picture);
                printAt(i, WARM_UP, WARM_UP + QUESTIONS);
            }
            System.out.println("torch after: " + isTorchLoaded());
            for (int i = 1; i <= FIRST_OPENINGS + OPENINGS; i++) {
                lens.embed("toy", i % 2 == 0 ? "1" : "2", picture);
                printAt(i, FIRST_OPENINGS, FIRST_OPENINGS + OPENINGS);
            }
        }
    }

    private static LabelView label(String version) {
        return LabelView.of(
                ZeroShotLabel.newBuilder(Records.label("e1", Outcome.LABELLED, "Japan"))
                        .setModel("toy")
                        .setModelVersion(version)
                        .build(),
                null,
                null,
                null);
    }

    private static boolean isTorchLoaded() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/maps")).stream().anyMatch(line -> line.contains("libtorch"));
    }

    private static void printAt(int now, int first, int second) throws IOException {
        if (now == first || now == second) {
            Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS"))
                    .forEach(System.out::println);
        }
    }
}
