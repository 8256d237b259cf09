package io.zerostream.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.trainer.recipe.TrainingOutcome;
import io.zerostream.trainer.recipe.TrainingPresets;
import io.zerostream.trainer.recipe.TrainingRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A training run in real processes, really killed (SIGKILL).
 *
 * @param preset to train by
 * @param data folder or name
 * @param config file of values that replace the preset's
 * @param folder of the run
 */
public record KilledRun(String preset, String data, Path config, Path folder) {
    private static final long PATIENCE_SECONDS = 240;

    /** Begins it, and kills the process once the run's metrics on the disk hold the sign. */
    public void beginAndKillAt(String sign) throws Exception {
        killAt(sign, "begin");
    }

    /** Goes on with it, and kills that process too. */
    public void resumeAndKillAt(String sign) throws Exception {
        killAt(sign, "resume");
    }

    /** Goes on with it to its end, in this process. */
    public TrainingOutcome resume() {
        return train(folder, true);
    }

    /** The same run in another folder, never killed. */
    public TrainingOutcome whole(Path other) {
        return train(other, false);
    }

    private TrainingOutcome train(Path where, boolean resume) {
        return TrainingPresets.named(preset)
                .train(new TrainingRequest(data, where, config, null, resume, ProgressListener.NONE));
    }

    private void killAt(String sign, String how) throws Exception {
        Path output = folder.resolveSibling("output.txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Doffline=" + System.getProperty("offline", "false"),
                        "-DOPT_OUT_TRACKING=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        TrainToKill.class.getName(),
                        preset,
                        data,
                        folder.toString(),
                        config.toString(),
                        how)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        Path metrics = folder.resolve("metrics.jsonl");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(metrics) || !Files.readString(metrics).contains(sign)) {
            assertThat(process.isAlive())
                    .as(() -> read(output) + "\nended before it could be killed")
                    .isTrue();
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.sleep(5);
        }
        process.destroyForcibly();
        assertThat(process.waitFor()).isEqualTo(137);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
