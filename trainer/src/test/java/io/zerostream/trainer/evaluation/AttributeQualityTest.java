package io.zerostream.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SemanticSpace;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttributeQualityTest {
    @Test
    void correlatesAndRanksWhatTheVectorsSay() {
        Prototypes classes = Prototypes.of(
                new SemanticSpace("s", List.of("told", "reversed", "constant"), new float[0][]),
                List.of(
                        new Prototype("A", new float[] {2, 1, 2}, false),
                        new Prototype("B", new float[] {1, 2, 2}, false)));
        // "told" follows the class; "reversed" says the opposite; all vectors have length 3
        SemanticVectors vectors = new SemanticVectors(
                new float[] {2, 2, 1, 2, 2, 1, 1, 1, (float) Math.sqrt(7), 1, 1, (float) Math.sqrt(7)},
                new int[] {0, 0, 1, 1},
                3);

        List<AttributeQuality> quality = AttributeQuality.of(vectors, classes);

        assertThat(quality.get(0).correlation()).isEqualTo(1, within(1e-6));
        assertThat(quality.get(0).averagePrecision()).isEqualTo(1);
        assertThat(quality.get(0).share()).isEqualTo(0.5);
        assertThat(quality.get(1).correlation()).isEqualTo(-1, within(1e-6));
        assertThat(quality.get(1).averagePrecision()).isEqualTo((1 / 3.0 + 2 / 4.0) / 2, within(1e-9));
        assertThat(quality.get(2).correlation())
                .as("the classes do not differ in it")
                .isNull();
        assertThat(quality.get(2).averagePrecision()).isNull();
    }
}
