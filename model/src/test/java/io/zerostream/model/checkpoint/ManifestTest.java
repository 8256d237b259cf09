package io.zerostream.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.ModelException;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Manifest MANIFEST = Manifest.named("toy", "zeromamba")
            .version("1")
            .config(ZeroMambaConfig.small(2).toJson())
            .input(ImageInput.imageNet(32, 48))
            .space(new SemanticSpace("s", List.of("red", "blue"), new float[][] {{1, 2}, {3, 4}}))
            .scoring(new SeenPenalty(0.3f, Calibration.SOFTMAX), -0.5f, "validation")
            .dataset("flags")
            .metrics(Map.of("T1", 0.25))
            .protocol("own")
            .seed(7)
            .createdBy("test")
            .sha256("abc")
            .build();

    @Test
    void theVersionThatNobodyGaveIsTheBeginningOfTheHash() {
        byte[] tensors = {1, 2, 3};
        Manifest made =
                Checkpoint.of(MANIFEST.change().version("").build(), tensors).manifest();
        assertThat(made.version()).isEqualTo(Checkpoint.sha256(tensors).substring(0, 12));
        assertThat(made.sha256()).isEqualTo(Checkpoint.sha256(tensors));
        assertThat(Checkpoint.of(MANIFEST, tensors).manifest().version()).isEqualTo("1");
    }

    @Test
    void whatIsNotChangedStays() {
        ManifestBuilder begun = MANIFEST.change();
        assertThat(begun.build()).usingRecursiveComparison().isEqualTo(MANIFEST);
        assertThat(begun.seed(8).build())
                .usingRecursiveComparison()
                .ignoringFields("seed")
                .isEqualTo(MANIFEST);
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> Manifest.named("m", "a").build())
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'config'");
    }

    @Test
    void readsBackWhatItWrote() {
        Manifest back = Manifest.fromJson(MANIFEST.toJson());

        assertThat(back).usingRecursiveComparison().ignoringFields("config").isEqualTo(MANIFEST);
        assertThat(ZeroMambaConfig.fromJson(back.config())).isEqualTo(ZeroMambaConfig.small(2));
    }

    /** As every manifest was before there was a choice. */
    @Test
    void gammaIsOfSoftmaxScoresWhereNothingIsSaid() throws Exception {
        ObjectNode old = tree();
        old.remove("calibration");
        assertThat(Manifest.fromJson(old.toString()).calibration()).isEqualTo(Calibration.SOFTMAX);

        // and as they still are: programs of that time refuse keys that they do not know
        assertThat(tree().has("calibration")).isFalse();

        ObjectNode logits = tree().put("calibration", "LOGITS").put("gamma", 3.5);
        assertThat(Manifest.fromJson(logits.toString()).calibration()).isEqualTo(Calibration.LOGITS);
        assertThat(Manifest.fromJson(logits.toString()).gamma()).isEqualTo(3.5f);

        ObjectNode unknown = tree().put("calibration", "COSINES");
        assertThatThrownBy(() -> Manifest.fromJson(unknown.toString())).hasMessageContaining("not a manifest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "architecture", "config", "input", "space", "metrics", "sha256"})
    void namesAMissingKey(String key) throws Exception {
        ObjectNode json = tree();
        json.remove(key);

        assertThatThrownBy(() -> Manifest.fromJson(json.toString()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("'" + key + "' is missing");
    }

    @ParameterizedTest
    @CsvSource({"gamma, 1.5", "gamma, -0.1", "unknown_threshold, 2"})
    void namesAKeyThatIsOutOfRange(String key, double value) throws Exception {
        ObjectNode json = tree().put(key, value);

        assertThatThrownBy(() -> Manifest.fromJson(json.toString()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(key);
    }

    @Test
    void refusesAnotherFormatVersion() throws Exception {
        ObjectNode json = tree().put("format_version", 2);

        assertThatThrownBy(() -> Manifest.fromJson(json.toString()))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("format version 2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{", "{\"format_version\":1,\"space\":{}}", "\u0000"})
    void refusesWhatIsNoManifest(String text) {
        assertThatThrownBy(() -> Manifest.fromJson(text)).isInstanceOf(ModelException.class);
    }

    @Test
    void aThresholdThatIsOffOrBelowAllThatItWasChosenOnRejectsNothing() {
        assertThat(MANIFEST.rejectsNothing()).as("nobody knows").isFalse();
        assertThat(MANIFEST.change()
                        .scoring(MANIFEST.penalty(), -1, "nothing")
                        .build()
                        .rejectsNothing())
                .isTrue();
        assertThat(chosen(1, 0).rejectsNothing()).isTrue();
        assertThat(chosen(0.95, 0).rejectsNothing()).isFalse();
        assertThat(chosen(1, 0.1).rejectsNothing()).isFalse();
    }

    private static Manifest chosen(double knownKept, double othersRejected) {
        return MANIFEST.change()
                .metrics(Map.of(Manifest.KNOWN_KEPT, knownKept, Manifest.OTHERS_REJECTED, othersRejected))
                .build();
    }

    private static ObjectNode tree() throws Exception {
        return (ObjectNode) JSON.readTree(MANIFEST.toJson());
    }
}
