package io.zerostream.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.DataSets;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, really killed. */
class KilledRunTest {
    private static final long PATIENCE_SECONDS = 240;

    @TempDir
    private Path folder;

    @Test
    void endsWithTheSameWeightsAndFiguresAsIfItHadNotBeenKilled() throws Exception {
        ZeroShotDataSet data = DataSets.open(ColouredSquares.write(folder.resolve("data")));
        LoopReport whole = LoopRun.run(ColouredSquares.config(), data, folder.resolve("whole"), ProgressListener.NONE);

        Path run = folder.resolve("killed");
        // in stage one, and in stage two
        trainAndKillAfter("\"step\":14", run);
        assertThat(SavedState.in(run)).isTrue();
        resumeAndKillAfter(run, "final");
        LoopReport resumed = LoopRun.resume(data, run, ProgressListener.NONE);

        assertThat(resumed.effort().sha256()).isEqualTo(whole.effort().sha256());
        assertThat(resumed.test()).isEqualTo(whole.test());
        assertThat(resumed.trials()).isEqualTo(whole.trials());
        assertThat(resumed.losses()).isEqualTo(whole.losses());
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .isEqualTo(Files.readAllLines(folder.resolve("whole").resolve("metrics.jsonl")));
        assertThat(SavedState.in(run)).isFalse();
    }

    @Test
    void refusesToBeginInTheFolderOfAnUnfinishedRunAndToGoOnWithOtherData() throws Exception {
        Path data = ColouredSquares.write(folder.resolve("data"));
        Path run = folder.resolve("killed");
        trainAndKillAfter("\"step\":3", run);

        assertThatThrownBy(() -> LoopRun.run(ColouredSquares.config(), DataSets.open(data), run, ProgressListener.NONE))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("--resume");
        Path list = data.resolve("splits/train.txt");
        List<String> lines = Files.readAllLines(list);
        Files.write(list, lines.subList(1, lines.size()));
        assertThatThrownBy(() -> LoopRun.resume(DataSets.open(data), run, ProgressListener.NONE))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("other data");
    }

    private void trainAndKillAfter(String sign, Path run) throws Exception {
        killAfter(sign, run, start(RunToKill.class, run));
    }

    private void resumeAndKillAfter(Path run, String sign) throws Exception {
        killAfter(sign, run, start(RunToResume.class, run));
    }

    private Process start(Class<?> main, Path run) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Doffline=" + System.getProperty("offline", "false"),
                        "-DOPT_OUT_TRACKING=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        folder.resolve("data").toString(),
                        run.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
    }

    /** Kills the process (SIGKILL) once the run's metrics on the disk hold the sign. */
    private void killAfter(String sign, Path run, Process process) throws Exception {
        Path metrics = run.resolve("metrics.jsonl");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(metrics) || !Files.readString(metrics).contains(sign)) {
            assertThat(process.isAlive())
                    .as(() -> output() + "\nended before it could be killed")
                    .isTrue();
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            Thread.sleep(5);
        }
        process.destroyForcibly();
        assertThat(process.waitFor()).isEqualTo(137);
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("output.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
