package io.zerostream.trainer.evaluation.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.trainer.ProgressListener;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.evaluation.GammaProtocol;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bundled model on a folder of JPEG files. */
class EvaluatorTest {
    private static final int EACH = 10;
    private static ZeroShotModel model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void open() {
        model = ZeroShotModels.open(FlagsCheckpoint.bundled(), Device.cpu());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @BeforeEach
    void write() throws Exception {
        FlagsDataSet flags = FlagsDataSet.load();
        List<FlagClass> classes = new ArrayList<>(flags.seen().subList(0, 4));
        classes.addAll(flags.unseen().subList(0, 4));
        FlagViews views = new FlagViews(ViewSettings.standard());
        StringBuilder table =
                new StringBuilder("class,kind," + String.join(",", flags.space().attributes()) + "\n");
        for (FlagClass flag : classes) {
            table.append(flag.code()).append(',').append(flag.seen() ? "seen" : "unseen");
            for (float value : flag.attributes()) {
                table.append(',').append(value);
            }
            table.append('\n');
            Files.createDirectories(folder.resolve(flag.code()));
            for (int i = 0; i < EACH; i++) {
                Files.write(
                        folder.resolve(flag.code()).resolve(i + ".jpg"),
                        views.jpeg(flag.code(), 1000 + i, 96, 96, 0.95f));
            }
        }
        Files.writeString(folder.resolve("attributes.csv"), table);
    }

    @Test
    void figuresOfARealModelAreFarAboveChanceAndCountEveryPicture() throws Exception {
        JsonNode json = evaluate(GammaProtocol.VALIDATED);

        assertThat(json.get("T1").asDouble()).isGreaterThan(0.5);
        assertThat(json.get("U").asDouble()).isLessThanOrEqualTo(json.get("T1").asDouble());
        assertThat(json.get("S").asDouble()).isGreaterThan(0.25);
        assertThat(json.get("H").asDouble()).isGreaterThan(0.2);
        assertThat(json.get("AUSUC").asDouble()).isBetween(0.2, 1.0);
        assertThat(json.get("gamma").floatValue()).isEqualTo(model.manifest().gamma());
        assertThat(json.get("protocol").asText()).isEqualTo("validated");
        assertThat(json.at("/chance/T1").asDouble()).isEqualTo(0.25);
        assertThat(json.at("/counts/test_unseen").asInt()).isEqualTo(4 * EACH);
        assertThat(json.at("/counts/test_seen").asInt()).isEqualTo(4 * EACH / 5);
        assertThat(json.at("/counts/read").asInt()).isEqualTo(4 * EACH + 4 * EACH / 5);
        assertThat(json.at("/interval_95_over_pictures/T1/0").asDouble())
                .isLessThanOrEqualTo(json.get("T1").asDouble());
        assertThat(json.get("attributes")).hasSize(36);
        assertThat(evaluate(GammaProtocol.PUBLISHED).get("H").asDouble())
                .isGreaterThanOrEqualTo(json.get("H").asDouble());
    }

    @Test
    void aSetWithoutSeenPicturesGivesNullWithTheReasonAndLeavesDamagedPicturesOut() throws Exception {
        for (FlagClass flag : FlagsDataSet.load().seen().subList(0, 4)) {
            for (int i = 0; i < EACH; i++) {
                Files.delete(folder.resolve(flag.code()).resolve(i + ".jpg"));
            }
        }
        String broken = FlagsDataSet.load().unseen().get(0).code() + "/3.jpg";
        Files.writeString(folder.resolve(broken), "not a picture");

        JsonNode json = evaluate(GammaProtocol.VALIDATED);

        assertThat(json.get("T1").isNumber()).isTrue();
        assertThat(json.get("U").isNumber()).isTrue();
        assertThat(json.get("S").isNull()).isTrue();
        assertThat(json.get("H").isNull()).isTrue();
        assertThat(json.at("/reasons/S").asText()).contains("no test pictures of seen classes");
        assertThat(json.get("unreadable")).singleElement().asString().contains(broken);
        assertThat(json.at("/counts/read").asInt()).isEqualTo(4 * EACH - 1);
    }

    @Test
    void otherAttributesThanTheModelsAreRefused() throws Exception {
        Path table = folder.resolve("attributes.csv");
        Files.writeString(table, Files.readString(table).replace("upright_cross", "wheels"));

        assertThatThrownBy(() -> evaluate(GammaProtocol.VALIDATED))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("attributes it was trained on");
    }

    private JsonNode evaluate(GammaProtocol protocol) throws Exception {
        return new ObjectMapper()
                .readTree(Evaluator.evaluate(model, DataSets.open(folder), protocol, ProgressListener.NONE)
                        .toJson());
    }
}
