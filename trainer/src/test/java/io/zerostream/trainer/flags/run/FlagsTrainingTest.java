package io.zerostream.trainer.flags.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.trainer.ConsoleProgress;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.learn.Rule;
import io.zerostream.trainer.learn.Threads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlagsTrainingTest {
    @TempDir
    private Path folder;

    @Test
    void givesTheSameModelAndFiguresForTheSameSeed() {
        TrainingReport first = FlagsTraining.run(tiny(5), folder.resolve("a"), ProgressListener.NONE);
        TrainingReport again = FlagsTraining.run(tiny(5), folder.resolve("b"), ProgressListener.NONE);
        assertThat(again.effort().sha256()).isEqualTo(first.effort().sha256());
        assertThat(again.test()).isEqualTo(first.test());
        assertThat(again.chosen()).isEqualTo(first.chosen());
        assertThat(again.losses()).isEqualTo(first.losses());

        TrainingReport other = FlagsTraining.run(tiny(6), folder.resolve("c"), ProgressListener.NONE);
        assertThat(other.effort().sha256()).isNotEqualTo(first.effort().sha256());
    }

    @Test
    void leavesEverythingThatIsNeededInItsFolder() throws IOException {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        ConsoleProgress progress = new ConsoleProgress(new PrintStream(shown, true, StandardCharsets.UTF_8), false);
        TrainingReport report = FlagsTraining.run(tiny(5), folder, progress);

        assertThat(TrainingConfig.read(folder.resolve("config.json"))).isEqualTo(tiny(5));
        assertThat(TrainingReport.fromJson(Files.readString(folder.resolve("report.json"))))
                .isEqualTo(report);
        assertThat(Files.readAllLines(folder.resolve("metrics.jsonl")))
                .anyMatch(line -> line.contains("\"loss\""))
                .anyMatch(line -> line.contains("validation classes after step"));
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("data:image/png;base64,", "chance", "T1", "Confusion")
                .doesNotContain("src=\"http");
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("loss", "s left", "T1");

        Checkpoint checkpoint = FlagsTraining.checkpoint(folder);
        assertThat(checkpoint.manifest().sha256()).isEqualTo(report.effort().sha256());
        assertThat(checkpoint.manifest().penalty()).isEqualTo(report.chosen().penalty());
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint, Device.cpu())) {
            assertThat(model.embed(new byte[2 * 32 * 32 * 3], 2)).hasSize(72);
        }
    }

    @Test
    void neverTrainsOnValidationClassesInStageOneNorOnUnseenOnes() {
        TrainingReport report = FlagsTraining.run(tiny(5), folder, ProgressListener.NONE);
        List<String> seen =
                FlagsDataSet.load().seen().stream().map(FlagClass::name).toList();
        assertThat(report.chosen().validationClasses()).hasSize(20).isSubsetOf(seen);
    }

    @Test
    void saysWhenTheFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThatThrownBy(() -> FlagsTraining.run(tiny(1), file, ProgressListener.NONE))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining(file.toString());
    }

    /** A few steps of a very small network. */
    private static TrainingConfig tiny(long seed) {
        TrainingConfig nano = TrainingConfig.nano();
        return new TrainingConfig(
                "tiny",
                seed,
                32,
                nano.views(),
                new ZeroMambaConfig(
                        new VMambaConfig(List.of(1, 1, 1, 1), List.of(8, 16, 16, 16), 1, 1, 2, 16, 0), 36, 8, 16),
                new TrainingConfig.MadeUp(5, 0.5, 0.2, 0.12, 8),
                nano.loss(),
                new TrainingConfig.Optimiser(Rule.ADAMW, 8, 2e-3, 2e-3, 2e-3, 0.05, 0.1, 1, 0.9),
                new TrainingConfig.Protocol(20, 32, 16, 0.5, 2, 1, 1, 0.95),
                new Threads(2, 1, 2));
    }
}
