package io.zerostream.trainer.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.learn.Updates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoopConfigTest {
    @TempDir
    private Path folder;

    @Test
    void isTheSameAfterJson() {
        LoopConfig config = ColouredSquares.config();
        assertThat(LoopConfig.fromJson(config.toJson())).isEqualTo(config);
    }

    @Test
    void aFileMayHaveAByteOrderMarkButMustBeUnicode() throws IOException {
        Path file = folder.resolve("own.yaml");
        Files.write(file, "\ufeffbatchSize: 4\n".getBytes(StandardCharsets.UTF_16LE));
        assertThat(ColouredSquares.config().with(file).batchSize()).isEqualTo(4);

        Files.write(file, "batchSize: 4\n# für mich\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ColouredSquares.config().with(file))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("own.yaml is not UTF-8 in line 2; save it so");
    }

    @Test
    void takesWhatAFileSaysAndKeepsTheRest() throws IOException {
        LoopConfig changed = changed("schedule:\n  epochs: 3.5\nbatchSize: 4\n");
        assertThat(changed.schedule().epochs()).isEqualTo(3.5);
        assertThat(changed.schedule().warmUp())
                .isEqualTo(ColouredSquares.config().schedule().warmUp());
        assertThat(changed.batchSize()).isEqualTo(4);
        assertThat(changed("{\"batchSize\": 4, \"schedule\": {\"epochs\": 3.5}}"))
                .isEqualTo(changed);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "batchsize: 4 | batchsize",
                "batchSize: 3 | accumulate",
                "updates: {clipNorm: -1} | clipNorm",
                "protocol: {last: LATER} | LATER",
                "machine: {device: tpu} | machine.device",
                "schedule: {warmUp: 99} | schedule.warmUp",
                "views: {leastArea: 0} | views.leastArea",
                "views: {leastAera: 1} | leastAera",
                "protocol: {knownKept: 0} | protocol.knownKept",
                "source: {kind: flags} | source",
                "source: flag-views | not views of this source",
                "source: videos | known are [pictures, flag-views]",
                "seed: [ | seed",
            })
    void refusesWrongValuesByName(String yaml, String named) {
        assertThatThrownBy(() -> changed(yaml))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining(named);
    }

    @Test
    void multiStepHalvesAfterItsMilestones() {
        RateSchedule published =
                new RateSchedule(RateSchedule.Shape.MULTI_STEP, 50, 0, List.of(10.0, 20.0, 30.0, 40.0), 0.5);
        int perEpoch = 7;
        for (int epoch = 0; epoch < 50; epoch++) {
            double share = Math.pow(0.5, Math.min(4, epoch / 10));
            assertThat(published.at((long) epoch * perEpoch, 50L * perEpoch)).isEqualTo(share);
            assertThat(published.at((long) epoch * perEpoch + perEpoch - 1, 50L * perEpoch))
                    .isEqualTo(share);
        }
    }

    @Test
    void cosineRisesInALineAndFallsToZeroWhateverTheLength() {
        RateSchedule schedule = new RateSchedule(RateSchedule.Shape.COSINE, 11, 1, List.of(), 1).over(22);
        assertThat(schedule.at(0, 220)).isLessThan(0.06).isPositive();
        assertThat(schedule.at(20, 220)).isEqualTo(1);
        assertThat(schedule.at(120, 220)).isEqualTo(0.5, within(1e-9));
        assertThat(schedule.at(220, 220)).isEqualTo(0, within(1e-9));
    }

    @Test
    void aWeightBelongsToTheFirstGroupThatFits() {
        Updates updates = ColouredSquares.config().updates();
        assertThat(updates.groupOf("VisionMamba.patch_embed.0.weight").rate()).isEqualTo(2e-3);
        assertThat(updates.groupOf("clf_head.weight").rate()).isEqualTo(4e-3);
    }

    private LoopConfig changed(String text) throws IOException {
        return ColouredSquares.config().with(Files.writeString(folder.resolve("config.yaml"), text));
    }
}
