package io.zerostream.model.inference;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.image.ImageLimits;
import io.zerostream.model.image.ImagePreprocessor;
import io.zerostream.model.image.ImageRejectedException;
import io.zerostream.model.image.RgbImage;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SemanticSpace;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the module's package description is this one, it compiles, and it runs. */
class WorkedExampleTest {
    private static final List<String> ATTRIBUTES = List.of("stripes", "hooves", "feathers", "swims", "flies");

    @TempDir
    private Path folder;

    // example
    static String nameOf(Path checkpoint, byte[] jpeg) throws ImageRejectedException {
        try (ZeroShotModel model = ZeroShotModels.open(checkpoint, Device.cpu())) {
            SemanticSpace space = model.space();
            Prototypes classes = Prototypes.of(
                    space,
                    List.of(
                            new Prototype("zebra", space.vector(Map.of("stripes", 1f, "hooves", 1f)), false),
                            new Prototype("penguin", space.vector(Map.of("feathers", 1f, "swims", 1f)), false)));
            ClassScorer scorer = new ClassScorer(classes, new ScoringOptions(0f, -1, 1));
            ImageInput input = model.input();
            RgbImage picture =
                    new ImagePreprocessor(ImageLimits.defaults()).decode(jpeg, input.height(), input.width());
            Match match = scorer.match(model.embed(picture.pixels(), 1), 1).get(0);
            return match.top().get(0).className();
        }
    }
    // end

    @Test
    void runs() throws IOException, ImageRejectedException {
        Checkpoint toy = ZeroShotModelsTest.checkpoint(1);
        String manifest = toy.manifest().toJson();
        for (int i = 0; i < ATTRIBUTES.size(); i++) {
            manifest = manifest.replace("\"a" + i + '"', '"' + ATTRIBUTES.get(i) + '"');
        }
        Checkpoint.of(Manifest.fromJson(manifest), toy.tensors()).write(folder);
        ByteArrayOutputStream jpeg = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB), "jpeg", jpeg);

        assertThat(nameOf(folder, jpeg.toByteArray())).isIn("zebra", "penguin");
    }

    @Test
    void isWhatThePackageDescriptionShows() throws IOException {
        String description = Files.readString(Path.of("src/main/java/io/zerostream/model/package-info.java"))
                .lines()
                .map(line -> line.replaceFirst("^ \\*", ""))
                .collect(Collectors.joining("\n"));
        String here = Files.readString(Path.of("src/test/java/io/zerostream/model/inference/WorkedExampleTest.java"));

        assertThat(words(between(description, "{@code", "}</pre>")))
                .isEqualTo(words(between(here, "// example", "// end")));
    }

    private static String between(String text, String from, String to) {
        return text.substring(text.indexOf(from) + from.length(), text.indexOf(to));
    }

    private static String words(String code) {
        return Pattern.compile("\\s+").matcher(code).replaceAll("");
    }
}
