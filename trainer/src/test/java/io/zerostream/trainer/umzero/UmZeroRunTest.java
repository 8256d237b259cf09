package io.zerostream.trainer.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.umzero.KerasWeights;
import io.zerostream.trainer.KilledRun;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.recipe.TrainingOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are begun again, killed, or lack something. */
class UmZeroRunTest {
    @TempDir
    private Path folder;

    private SmallUmZero small;

    @BeforeEach
    void makeDataAndWeights() throws Exception {
        small = new SmallUmZero(folder);
    }

    /** Maps that a killed run had finished are another's: of the same size, and wrong. */
    @Test
    void aNewRunMakesItsOwnMaps() throws Exception {
        String expected = small.train(folder.resolve("1"), (Long) null)
                .checkpoint()
                .manifest()
                .sha256();
        Path out = folder.resolve("2");
        Path scratch = Files.createDirectories(out.resolve("scratch"));
        // 12 pictures and their mirror images; those behind the third unit are 8×8, of 32 and of 64 channels
        Files.write(scratch.resolve("training-0.maps"), new byte[24 * 8 * 8 * 32]);
        Files.write(scratch.resolve("training-1.maps"), new byte[24 * 8 * 8 * 64]);

        assertThat(small.train(out, (Long) null).checkpoint().manifest().sha256())
                .isEqualTo(expected);
    }

    @Test
    void theSameSeedGivesTheSameModelAndAnotherAnother() {
        String first = small.train(folder.resolve("1"), (Long) null)
                .checkpoint()
                .manifest()
                .sha256();

        assertThat(small.train(folder.resolve("2"), (Long) null)
                        .checkpoint()
                        .manifest()
                        .sha256())
                .isEqualTo(first);
        assertThat(small.train(folder.resolve("3"), 6L).checkpoint().manifest().sha256())
                .isNotEqualTo(first);
    }

    @Test
    void trainsTheLastUnitsAndTheHeadsAndLeavesTheFirstUnitsAsTheyWere() {
        Path out = folder.resolve("run");
        small.train(out, (Long) null);
        Map<String, float[]> trained = weights(out);

        Map<String, float[]> start = weights(pretrainedOnly());

        start.forEach((name, before) -> {
            boolean kept = name.contains("moving_") || name.matches("(conv1|conv_(dw|pw)_[12])(_bn)?\\..*");
            float[] after = trained.get("branches.0.backbone." + name);
            if (kept) {
                assertThat(after).as(name).containsExactly(before);
            } else {
                assertThat(after).as(name).isNotEqualTo(before);
            }
        });
    }

    /** Killed in the training of a fold, and in the last one. */
    @Test
    void aKilledRunEndsAsIfItHadNotBeenKilled() throws Exception {
        Files.writeString(small.data().resolve("splits/validation_classes_2.txt"), "c.Blue\n");
        Files.writeString(
                small.settings(),
                Jsons.MAPPER.writeValueAsString(SmallUmZero.SMALL.with(Files.writeString(
                        folder.resolve("changes.yaml"), "{updates: {epochs: 8}, validation: {folds: [1, 2]}}"))));
        KilledRun run =
                new KilledRun("umzero-cub127", small.data().toString(), small.settings(), folder.resolve("killed"));
        TrainingOutcome whole = run.whole(folder.resolve("whole"));

        run.beginAndKillAt("classes 2\",\"step\":3");
        run.resumeAndKillAt("all seen classes\",\"step\":5");
        TrainingOutcome resumed = run.resume();

        assertThat(resumed.checkpoint().manifest().sha256())
                .isEqualTo(whole.checkpoint().manifest().sha256());
        assertThat(resumed.checkpoint().manifest().metrics())
                .isEqualTo(whole.checkpoint().manifest().metrics());
        for (String figure : List.of("/validation", "/closedFormWeights", "/test", "/baselineTest")) {
            assertThat(small.report("killed", figure)).as(figure).isEqualTo(small.report("whole", figure));
        }
        assertThat(Files.readAllLines(run.folder().resolve("metrics.jsonl")))
                .isEqualTo(Files.readAllLines(folder.resolve("whole/metrics.jsonl")));
        assertThat(run.folder())
                .isDirectoryNotContaining(file -> file.endsWith("scratch") || file.endsWith("state.safetensors"));
    }

    @Test
    void saysWhereItLookedForWeights() throws Exception {
        Files.delete(folder.resolve("pretrained/second.npz"));

        assertThatThrownBy(() -> small.train(folder.resolve("run"), (Long) null))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("second.npz")
                .hasMessageContaining(folder.resolve("pretrained").toString());
    }

    private Path pretrainedOnly() {
        return folder.resolve("pretrained/first.npz");
    }

    /** Weights of a checkpoint, or of pretrained weights in the network's layout. */
    private static Map<String, float[]> weights(Path where) {
        Map<String, Tensor> tensors = where.toString().endsWith(".npz")
                ? KerasWeights.read(where)
                : Safetensors.read(Runs.checkpoint(where).tensors());
        Map<String, float[]> values = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> values.put(name, tensor.toFloats()));
        return values;
    }
}
