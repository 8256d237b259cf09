package io.zerostream.trainer.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.SmallSet;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PaperPresetTest {
    @Test
    void doesNotBeginWithDrawnWeightsUnasked(@TempDir Path folder) throws Exception {
        Path data = SmallSet.write(Files.createDirectories(folder.resolve("data")));
        TrainingRequest request = new TrainingRequest(
                data.toString(), folder.resolve("run"), null, null, folder, false, ProgressListener.NONE);

        assertThatThrownBy(() -> TrainingPresets.named("paper").train(request))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("start.weights")
                .hasMessageContaining(
                        folder.resolve("vssm_small_0229_ckpt_epoch_222.pth").toString())
                .hasMessageContaining("drawn weights");
        assertThat(LoopConfigs.paper()
                        .with(Files.writeString(folder.resolve("drawn.yaml"), "start: {weights: ''}"))
                        .start()
                        .published())
                .isFalse();
    }
}
