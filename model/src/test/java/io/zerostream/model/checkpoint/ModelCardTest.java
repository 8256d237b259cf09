package io.zerostream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelCardTest {
    @Test
    void saysWhatAPersonNeedsToKnow() {
        assertThat(ModelCard.of(manifest("birds", Map.of("T1", 0.5))))
                .startsWith("# birds 1")
                .contains("| T1 | 50.00 % |")
                .contains("64 × 32 pixels")
                .contains("| these two chosen on | held-out classes |")
                .contains("how it was measured")
                .contains("Attributes: red, blue.");
    }

    @Test
    void nothingInAManifestBecomesMarkUp() {
        assertThat(ModelCard.of(manifest("a|b\n<script>", Map.of())))
                .startsWith("# a\\|b \\<script\\> 1\n")
                .doesNotContain("<script>")
                .contains("Nothing was measured.");
    }

    private static Manifest manifest(String name, Map<String, Double> metrics) {
        return Manifest.named(name, "zeromamba")
                .version("1")
                .config(JsonNodeFactory.instance.objectNode())
                .input(ImageInput.imageNet(64, 32))
                .space(new SemanticSpace("space", List.of("red", "blue"), new float[0][]))
                .scoring(new SeenPenalty(0.3f, Calibration.SOFTMAX), 0.1f, "held-out classes")
                .dataset("photographs")
                .metrics(metrics)
                .protocol("how it was measured")
                .seed(7)
                .createdBy("test")
                .build();
    }
}
