package io.zerostream.trainer.umzero;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.internal.Jsons;
import io.zerostream.trainer.recipe.TrainingPresets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UmZeroSettingsTest {
    @TempDir
    private Path folder;

    @Test
    void thePresetOfThisVersionIsWhatItIs() {
        UmZeroSettings preset = UmZeroSettings.preset("umzero-cub127");

        assertThat(preset.network().attributes()).isEqualTo(312);
        assertThat(preset.weights())
                .containsExactly("mobilenet_v1_1.0_224_blocks1to12.npz", "mobilenet_v1_0.75_224.npz");
        assertThat(preset.firstUnit()).isEqualTo(12);
        assertThat(preset.validation().folds()).containsExactly(1, 2, 3);
        assertThat(preset.closedFormWeights()).containsExactly(0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 8.0);
        assertThat(TrainingPresets.named("umzero-cub127").summary()).contains("cub127");
    }

    @Test
    void namesTheKeyThatIsOutOfRange() throws Exception {
        String json = Jsons.MAPPER.writeValueAsString(SmallUmZero.SMALL);

        assertThatThrownBy(() -> UmZeroSettings.fromJson(json.replace("\"firstUnit\" : 3", "\"firstUnit\" : 4")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("firstUnit must be in [1, 3], not 4");
        assertThatThrownBy(() -> UmZeroSettings.fromJson(json.replace("0.0, 2.0", "0.0, -2.0")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("closedFormWeights must be in [0, 1000]");
        Path misspelt = Files.writeString(folder.resolve("misspelt.yaml"), "fristUnit: 3");
        assertThatThrownBy(() -> UmZeroSettings.fromJson(json).with(misspelt))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("fristUnit");
    }
}
