package io.zerostream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingPresetsTest {
    @TempDir
    private Path folder;

    /** So that a run that was killed needs no more than its folder to go on. */
    @Test
    void aRunTellsWhichPresetItWasBegunWith() throws Exception {
        assertThat(TrainingPresets.ofRun(folder)).isEmpty();
        Path config = Files.writeString(folder.resolve("config.json"), "{\"name\": \"vspcn-cub\", \"seed\": 1}");
        assertThat(TrainingPresets.ofRun(folder))
                .hasValueSatisfying(p -> assertThat(p.name()).isEqualTo("vspcn-cub"));
        Files.writeString(config, "{\"name\": \"mine\"}");
        assertThat(TrainingPresets.ofRun(folder)).isEmpty();
        Files.writeString(config, "{\"name\"");
        assertThat(TrainingPresets.ofRun(folder)).isEmpty();
    }
}
