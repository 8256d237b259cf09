package io.zerostream.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopRunTest {
    @TempDir
    private Path folder;

    private ZeroShotDataSet data;

    @BeforeEach
    void makesData() throws IOException {
        data = DataSets.open(ColouredSquares.write(folder.resolve("data")));
    }

    @Test
    void learnsClassesItNeverSawAndLeavesAllThatIsNeeded() throws IOException {
        LoopConfig config = with("{schedule: {epochs: 40}, updates: {averageDecay: 0.8}, machine: {saveSeconds: 60}}");
        TrainingReport report = LoopRun.run(config, data, folder.resolve("run"), ProgressListener.NONE);

        assertThat(report.test()).isNotNull();
        // two unseen classes: chance is one half
        assertThat(report.test().t1().mean()).isGreaterThan(0.8);
        assertThat(report.losses().get(report.losses().size() - 1).loss())
                .isLessThan(0.7 * report.losses().get(0).loss());
        assertThat(report.protocol()).contains("no other network", "held out");
        Path run = folder.resolve("run");
        assertThat(LoopConfig.fromJson(Files.readString(run.resolve("config.json"))))
                .isEqualTo(config);
        assertThat(Files.readString(run.resolve("report.html"))).contains("data:image/png;base64,", "T1");
        assertThat(Checkpoint.read(run.resolve("best")).manifest().sha256())
                .isNotEqualTo(report.effort().sha256());
        Checkpoint last = Checkpoint.read(run.resolve("checkpoint"));
        assertThat(last.manifest().sha256()).isEqualTo(report.effort().sha256());
        try (ZeroShotModel model = ZeroShotModels.open(last, Device.cpu())) {
            assertThat(model.embed(new byte[16 * 16 * 3], 1)).hasSize(4);
        }
    }

    /** As of somebody's own pictures, all of whose classes are to be learnt. */
    @Test
    void withoutUnseenClassesThereAreNoFiguresAndAModelAllTheSame() throws IOException {
        Path splits = folder.resolve("data/splits/test_unseen.txt");
        Files.writeString(splits, "");

        TrainingReport report = LoopRun.run(
                with("{schedule: {epochs: 2}}"),
                DataSets.open(folder.resolve("data")),
                folder.resolve("run"),
                ProgressListener.NONE);

        assertThat(report.test()).isNull();
        assertThat(Checkpoint.read(folder.resolve("run/checkpoint")).manifest().metrics())
                .doesNotContainKey("T1");
    }

    @Test
    void endsAStageThatGetsNoBetter() {
        LoopConfig config = with("{updates: {groups: [{prefix: '', rate: 0.0, weightDecay: 0.0}]},"
                + " protocol: {patience: 2, last: NONE, evaluateEvery: 1}}");
        TrainingReport report = LoopRun.run(config, data, folder.resolve("run"), ProgressListener.NONE);
        // the first is the best, the next two are no better
        assertThat(report.trials()).hasSize(3);
        assertThat(report.chosen().step()).isEqualTo(report.trials().get(0).step());
    }

    @Test
    void aBatchInPartsGivesTheSameStepsAsAWhole() {
        String once = "{network: {backbone: {drop_path: 0.0}}, schedule: {epochs: 2}, protocol: {last: NONE}";
        TrainingReport parts = LoopRun.run(with(once + "}"), data, folder.resolve("a"), ProgressListener.NONE);
        TrainingReport whole =
                LoopRun.run(with(once + ", accumulate: 1}"), data, folder.resolve("b"), ProgressListener.NONE);
        for (int i = 0; i < whole.losses().size(); i++) {
            assertThat(parts.losses().get(i).loss())
                    .isCloseTo(whole.losses().get(i).loss(), org.assertj.core.data.Offset.offset(2e-3));
        }
    }

    @Test
    void anewTrainsAllSeenClassesForAsManyEpochsAsWereChosen() {
        TrainingReport report = LoopRun.run(
                with("{schedule: {epochs: 3}, protocol: {last: ANEW, evaluateEvery: 1}}"),
                data,
                folder.resolve("run"),
                ProgressListener.NONE);
        long steps = report.losses().stream()
                .filter(p -> p.stage().equals("final"))
                .mapToInt(p -> p.step())
                .max()
                .orElseThrow();
        // 36 training pictures in batches of 8; validation left fewer
        double epochs = report.chosen().step() * 8.0 / trainedInStageOne();
        assertThat(steps).isEqualTo(Math.round(epochs * 36 / 8));
    }

    private int trainedInStageOne() {
        Protocol p = ColouredSquares.config().protocol();
        return new io.zerostream.trainer.data.ValidationSplit(p.fold(), p.classShare(), p.pictureShare(), 7)
                .of(data)
                .pictures(io.zerostream.trainer.data.Split.TRAIN)
                .size();
    }

    @Test
    void saysWhenTheTeachersWeightsAreNotThere() {
        LoopConfig config =
                with("{teacher: {network: {family: MOBILENET_V1, width: 0.75, blocks: 13}, weights: nowhere.npz}}");
        assertThatThrownBy(() -> LoopRun.run(config, data, folder.resolve("run"), ProgressListener.NONE))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("nowhere.npz");
    }

    private LoopConfig with(String yaml) {
        try {
            return ColouredSquares.config().with(Files.writeString(folder.resolve("changes.yaml"), yaml));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
