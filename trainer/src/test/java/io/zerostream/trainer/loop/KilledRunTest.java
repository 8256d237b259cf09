package io.zerostream.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.KilledRun;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.flags.run.TinyFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop on pictures and on made-up views of flags. */
class KilledRunTest {
    @TempDir
    private Path folder;

    @Test
    void endsWithTheSameWeightsAndFiguresAsIfItHadNotBeenKilled() throws Exception {
        ends(squares(), "\"step\":14");
    }

    @Test
    void soDoesATrainingOnViewsThatAreMadeAsItGoes() throws Exception {
        Path config = Files.writeString(folder.resolve("tiny.yaml"), TinyFlags.VALUES + """
                schedule: {epochs: 6, warmUp: 1}
                protocol: {evaluateEvery: 3, finalEpochs: 10}
                machine: {saveSeconds: 0}
                """);
        ends(new KilledRun("flags-nano", "flags", config, folder.resolve("killed")), "\"step\":5");
    }

    /** Killed in stage one, and in stage two. */
    private void ends(KilledRun run, String sign) throws Exception {
        Path whole = folder.resolve("whole");
        run.whole(whole);
        run.beginAndKillAt(sign);
        assertThat(SavedState.in(run.folder())).isTrue();
        run.resumeAndKillAt("final");
        run.resume();

        TrainingReport resumed = report(run.folder());
        TrainingReport expected = report(whole);
        assertThat(resumed.effort().sha256()).isEqualTo(expected.effort().sha256());
        assertThat(resumed.test()).isEqualTo(expected.test());
        assertThat(resumed.trials()).isEqualTo(expected.trials());
        assertThat(resumed.losses()).isEqualTo(expected.losses());
        assertThat(Files.readAllLines(run.folder().resolve("metrics.jsonl")))
                .isEqualTo(Files.readAllLines(whole.resolve("metrics.jsonl")));
        assertThat(SavedState.in(run.folder())).isFalse();
        assertThatThrownBy(run::resume).isInstanceOf(TrainerException.class).hasMessageContaining("has ended");
    }

    @Test
    void refusesToBeginInTheFolderOfAnUnfinishedRunAndToGoOnWithOtherData() throws Exception {
        KilledRun run = squares();
        run.beginAndKillAt("\"step\":3");

        assertThatThrownBy(() -> run.whole(run.folder()))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("--resume");
        Path list = Path.of(run.data()).resolve("splits/train.txt");
        List<String> lines = Files.readAllLines(list);
        Files.write(list, lines.subList(1, lines.size()));
        assertThatThrownBy(run::resume).isInstanceOf(TrainerException.class).hasMessageContaining("other data");
        // nor when it had not saved itself yet
        Files.delete(run.folder().resolve(SavedState.FILE));
        assertThatThrownBy(run::resume).isInstanceOf(TrainerException.class).hasMessageContaining("other data");
    }

    private KilledRun squares() throws IOException {
        return new KilledRun(
                "zeromamba-cub127",
                ColouredSquares.write(folder.resolve("data")).toString(),
                Files.writeString(
                        folder.resolve("squares.json"), ColouredSquares.config().toJson()),
                folder.resolve("killed"));
    }

    private static TrainingReport report(Path run) throws IOException {
        return TrainingReport.fromJson(Files.readString(run.resolve("report.json")));
    }
}
