package io.zerostream.trainer.flags.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.TrainerException;
import org.junit.jupiter.api.Test;

class TrainingConfigTest {
    private final String json = TrainingConfig.nano().toJson();

    @Test
    void comesBackFromItsJson() {
        assertThat(TrainingConfig.fromJson(json)).isEqualTo(TrainingConfig.nano());
    }

    @Test
    void namesTheKeyThatIsOutOfRange() {
        assertThatThrownBy(() -> TrainingConfig.fromJson(json.replaceAll("\"warmUp\" : [0-9.]+", "\"warmUp\" : 7")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("optimiser.warmUp must be in [0, 1), not 7.0");
    }

    @Test
    void refusesAnUnknownKey() {
        assertThatThrownBy(() -> TrainingConfig.fromJson(json.replace("\"seed\" :", "\"sede\" : 1, \"seed\" :")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("sede");
    }

    @Test
    void refusesAMissingKey() {
        assertThatThrownBy(() -> TrainingConfig.fromJson(json.replaceFirst("\"seed\" : [0-9]+,", "")))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("seed");
    }
}
