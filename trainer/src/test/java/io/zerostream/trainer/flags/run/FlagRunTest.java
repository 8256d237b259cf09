package io.zerostream.trainer.flags.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.trainer.ConsoleProgress;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.loop.LoopConfig;
import io.zerostream.trainer.loop.TrainingReport;
import io.zerostream.trainer.recipe.TrainingPresets;
import io.zerostream.trainer.recipe.TrainingRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The preset flags-nano with a very small network and a few steps. */
class FlagRunTest {
    @TempDir
    private Path folder;

    @Test
    void givesTheSameModelAndFiguresForTheSameSeed() throws IOException {
        TrainingReport first = train(5, "a", ProgressListener.NONE);
        TrainingReport again = train(5, "b", ProgressListener.NONE);
        assertThat(again.effort().sha256()).isEqualTo(first.effort().sha256());
        assertThat(again.test()).isEqualTo(first.test());
        assertThat(again.chosen()).isEqualTo(first.chosen());
        assertThat(again.losses()).isEqualTo(first.losses());

        TrainingReport other = train(6, "c", ProgressListener.NONE);
        assertThat(other.effort().sha256()).isNotEqualTo(first.effort().sha256());
    }

    @Test
    void leavesEverythingThatIsNeededInItsFolder() throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        ConsoleProgress progress = new ConsoleProgress(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
        TrainingReport report = train(5, "run", progress);

        Path run = folder.resolve("run");
        assertThat(LoopConfig.fromJson(Files.readString(run.resolve("config.json"))))
                .isEqualTo(report.config());
        assertThat(Files.readAllLines(run.resolve("metrics.jsonl")))
                .anyMatch(line -> line.contains("\"loss\""))
                .anyMatch(line -> line.contains("validation classes after step"));
        assertThat(Files.readString(run.resolve("report.html")))
                .contains("data:image/png;base64,", "chance", "T1", "Confusion", "of pictures of something else")
                .doesNotContain("src=\"http");
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("loss", "s left", "T1");

        // 2 epochs of 16 views in stage one, 1 in stage two
        assertThat(report.effort().steps()).isEqualTo(6);
        assertThat(report.effort().views()).isEqualTo(48);

        Checkpoint checkpoint = Runs.checkpoint(run);
        assertThat(checkpoint.manifest().sha256()).isEqualTo(report.effort().sha256());
        assertThat(checkpoint.manifest().penalty()).isEqualTo(report.chosen().penalty());
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint, Device.cpu())) {
            assertThat(model.embed(new byte[2 * 32 * 32 * 3], 2)).hasSize(72);
        }
    }

    @Test
    void choosesOnTwentyOfTheSeenClasses() throws IOException {
        TrainingReport report = train(5, "run", ProgressListener.NONE);
        List<String> seen =
                FlagsDataSet.load().seen().stream().map(FlagClass::name).toList();
        assertThat(report.chosen().validationClasses()).hasSize(20).isSubsetOf(seen);
    }

    @Test
    void saysWhenTheFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> train(1, "file", ProgressListener.NONE))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void refusesOtherPicturesThanItsOwnAndATeacher() throws IOException {
        String other =
                SmallSet.write(Files.createDirectories(folder.resolve("data"))).toString();
        assertThatThrownBy(() -> train(other, 1, "run", "", ProgressListener.NONE))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("--data flags");
        String teacher = "teacher: {network: {family: MOBILENET_V1, width: 0.75, blocks: 13}, weights: a.npz}";
        assertThatThrownBy(() -> train("flags", 1, "run2", teacher, ProgressListener.NONE))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("teacher.network must be null");
        assertThatThrownBy(() -> train("flags", 1, "run3", "views: {madeUp: {share: 2}}", ProgressListener.NONE))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("views.madeUp.share must be in [0, 1], not 2.0");
    }

    private TrainingReport train(long seed, String run, ProgressListener listener) throws IOException {
        String tiny = TinyFlags.VALUES + """
                schedule: {epochs: 2, warmUp: 0.2}
                protocol: {evaluateEvery: 1, finalEpochs: 1}
                machine: {readers: 2}
                """;
        return train("flags", seed, run, tiny, listener);
    }

    private TrainingReport train(String data, long seed, String run, String values, ProgressListener listener)
            throws IOException {
        Path config = Files.writeString(folder.resolve("values.yaml"), values.isEmpty() ? "{}" : values);
        Path out = folder.resolve(run);
        TrainingPresets.named("flags-nano").train(new TrainingRequest(data, out, config, seed, false, listener));
        return TrainingReport.fromJson(Files.readString(out.resolve("report.json")));
    }
}
