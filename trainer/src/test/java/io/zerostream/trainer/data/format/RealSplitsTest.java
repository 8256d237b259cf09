package io.zerostream.trainer.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.data.Offset.offset;

import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.matlab.MatlabFile;
import io.zerostream.trainer.data.matlab.MatlabFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published splits themselves, where they are at hand. */
class RealSplitsTest {
    private static final Path METADATA =
            Path.of(System.getProperty("zerostream.shared", "../shared"), "data/zsl-metadata");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "CUB, 11788, 200, 150, 312, 7057, 1764, 2967",
        "AWA2, 37322, 50, 40, 85, 23527, 5882, 7913",
        "SUN, 14340, 717, 645, 102, 10320, 2580, 1440"
    })
    void readsTheRealSplits(
            String set, int pictures, int classes, int seen, int attributes, int train, int testSeen, int testUnseen)
            throws Exception {
        assumeThat(METADATA.resolve(set))
                .as("set -Dzerostream.shared to the folder with data/zsl-metadata")
                .isDirectory();
        for (String file : List.of("att_splits.mat", "class_attributes.csv", "attribute_word_vectors.csv")) {
            Files.copy(METADATA.resolve(set).resolve(file), folder.resolve(file));
        }
        MatlabFile mat = MatlabFile.read(
                folder.resolve("att_splits.mat"),
                Set.of("allclasses_names", "att", "trainval_loc", "test_seen_loc", "test_unseen_loc"));
        String root = set.equals("AWA2") ? "JPEGImages" : "images";
        Files.createDirectories(folder.resolve(root));
        // the real list of pictures is not here: one with as many, of classes that fit the splits
        List<String> names = mat.strings("allclasses_names");
        List<String> seenNames = Files.readAllLines(METADATA.resolve(set).resolve("seen_classes.txt"));
        List<String> unseenNames =
                names.stream().filter(n -> !seenNames.contains(n)).toList();
        Set<Integer> unseenNumbers =
                IntStream.of(mat.integers("test_unseen_loc")).boxed().collect(Collectors.toSet());
        List<String> paths = IntStream.rangeClosed(1, pictures)
                .mapToObj(i -> {
                    List<String> from = unseenNumbers.contains(i) ? unseenNames : seenNames;
                    return from.get(i % from.size());
                })
                .toList();
        MatlabFiles.writeFeatures(
                folder,
                IntStream.range(0, pictures)
                        .mapToObj(i -> "/x/" + root + "/" + paths.get(i) + "/" + i + ".jpg")
                        .toList(),
                paths.stream().mapToInt(name -> names.indexOf(name) + 1).toArray());

        ZeroShotDataSet data = DataSets.open(folder);

        assertThat(data.classes()).hasSize(classes);
        assertThat(data.classes(true))
                .extracting(DataClass::id)
                .containsExactlyInAnyOrderElementsOf(seenNames)
                .hasSize(seen);
        assertThat(data.space().size()).isEqualTo(attributes);
        assertThat(data.space().wordVectors()).hasDimensions(attributes, 300);
        assertThat(data.pictures(Split.TRAIN)).hasSize(train);
        assertThat(data.pictures(Split.TEST_SEEN)).hasSize(testSeen);
        assertThat(data.pictures(Split.TEST_UNSEEN)).hasSize(testUnseen);
        Prototypes prototypes = data.prototypes();
        List<float[]> published = mat.columns("att");
        for (int c = 0; c < classes; c++) {
            for (int a = 0; a < attributes; a++) {
                assertThat(prototypes.row(c)[a]).isCloseTo(published.get(c)[a], offset(1e-6f));
            }
        }
    }
}
