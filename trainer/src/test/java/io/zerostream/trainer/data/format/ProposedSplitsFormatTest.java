package io.zerostream.trainer.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.assertj.core.data.Offset.offset;

import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.BoundingBox;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.PictureReader;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ValidationSplit;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.matlab.MatlabFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Cell;
import us.hebi.matlab.mat.types.Char;
import us.hebi.matlab.mat.types.MatFile;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

/** On files written as xlsa17's are, and on the real splits. */
class ProposedSplitsFormatTest {
    private static final Path METADATA =
            Path.of(System.getProperty("zerostream.shared", "../shared"), "data/zsl-metadata");

    @TempDir
    private Path folder;

    @Test
    void readsAwa2AsPublished() throws Exception {
        Path splits = folder.resolve("xlsa17/data/AWA2");
        Files.createDirectories(splits);
        writeSplits(
                splits, List.of("antelope", "grizzly+bear", "horse"), 2, new int[] {1, 4}, new int[] {2}, new int[] {3
                });
        writeFeatures(
                splits,
                List.of(
                        "/elsewhere/Animals_with_Attributes2//JPEGImages/antelope/antelope_1.jpg",
                        "/elsewhere/Animals_with_Attributes2//JPEGImages/antelope/antelope_2.jpg",
                        "/elsewhere/Animals_with_Attributes2//JPEGImages/horse/horse_1.jpg",
                        "/elsewhere/Animals_with_Attributes2//JPEGImages/grizzly+bear/grizzly+bear_1.jpg"),
                1,
                1,
                3,
                2);
        Files.writeString(splits.resolve("valclasses1.txt"), "grizzly+bear\n");
        Path animals = folder.resolve("Animals_with_Attributes2");
        Path horse = animals.resolve("JPEGImages/horse/horse_1.jpg");
        Files.createDirectories(horse.getParent());
        Files.write(horse, SmallSet.jpeg(1));
        Files.writeString(animals.resolve("predicates.txt"), "    1\tblack\n    2\twhite\n");

        ZeroShotDataSet data = DataSets.open(folder);

        assertThat(data.name()).isEqualTo("awa2");
        assertThat(data.space().attributes()).containsExactly("black", "white");
        assertThat(data.classes()).extracting(DataClass::name).containsExactly("antelope", "grizzly bear", "horse");
        assertThat(data.classes()).extracting(DataClass::seen).containsExactly(true, true, false);
        assertThat(data.classes().get(1).attributes()).containsExactly(2, 12);
        assertThat(data.pictures(Split.TRAIN))
                .extracting(LabelledPicture::path)
                .containsExactly("antelope/antelope_1.jpg", "grizzly+bear/grizzly+bear_1.jpg");
        assertThat(data.pictures(Split.TRAIN))
                .extracting(LabelledPicture::label)
                .containsExactly(0, 1);
        LabelledPicture unseen = data.pictures(Split.TEST_UNSEEN).get(0);
        assertThat(new PictureReader(4, 4).read(unseen).pixels()).hasSize(48);
        assertThat(new ValidationSplit(1, 0.5, 0, 0).of(data).classes(false))
                .extracting(DataClass::id)
                .containsExactly("grizzly+bear");
    }

    @Test
    void readsCubByItsOwnListsWithBoxes() throws Exception {
        writeSplits(
                folder,
                List.of("002.Laysan_Albatross", "001.Black_footed_Albatross"),
                2,
                new int[] {1},
                new int[] {2},
                new int[] {3});
        Path cub = folder.resolve("CUB_200_2011");
        Files.createDirectories(cub.resolve("images"));
        Files.writeString(cub.resolve("images.txt"), """
                1 001.Black_footed_Albatross/a.jpg
                2 001.Black_footed_Albatross/b.jpg
                3 002.Laysan_Albatross/c.jpg
                """);
        Files.writeString(cub.resolve("bounding_boxes.txt"), "1 60.0 27.0 325.0 304.0\n3 1.0 2.0 3.0 4.0\n");
        Files.writeString(folder.resolve("attributes.txt"), "1 has_bill_shape::dagger\n2 has_bill_shape::cone\n");

        ZeroShotDataSet data = DataSets.open(folder);

        assertThat(data.classes().get(1).name()).isEqualTo("Black footed Albatross");
        LabelledPicture train = data.pictures(Split.TRAIN).get(0);
        assertThat(train.label()).isEqualTo(1);
        assertThat(train.box()).isEqualTo(new BoundingBox(60, 27, 325, 304));
        assertThat(data.pictures(Split.TEST_SEEN).get(0).box()).isNull();
        assertThat(data.pictures(Split.TEST_UNSEEN).get(0).label()).isZero();
    }

    @Test
    void aLabelThatContradictsTheFolderIsAnError() throws Exception {
        writeSplits(folder, List.of("antelope", "horse"), 2, new int[] {1}, new int[] {}, new int[] {2});
        writeFeatures(folder, List.of("/x/JPEGImages/antelope/1.jpg", "/x/JPEGImages/horse/1.jpg"), 2, 2);
        Files.createDirectories(folder.resolve("JPEGImages"));
        Files.writeString(folder.resolve("predicates.txt"), "1 black\n2 white\n");

        assertThatThrownBy(() -> DataSets.open(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("antelope/1.jpg: label says class horse");
    }

    @Test
    void saysWhichFileIsMissing() throws Exception {
        writeSplits(folder, List.of("abbey", "alley"), 2, new int[] {1}, new int[] {}, new int[] {2});
        assertThatThrownBy(() -> DataSets.open(folder))
                .hasMessageContaining("res101.mat")
                .hasMessageContaining("xlsa17");

        writeFeatures(folder, List.of("/x/images/a/abbey/1.jpg", "/x/images/a/alley/1.jpg"), 1, 2);
        assertThatThrownBy(() -> DataSets.open(folder))
                .hasMessageContaining("no pictures of sun")
                .hasMessageContaining("/x/images/a/abbey/1.jpg");

        Files.createDirectories(folder.resolve("images"));
        assertThatThrownBy(() -> DataSets.open(folder)).hasMessageContaining("names of the 2 attributes are missing");
    }

    @Test
    void aFileThatIsNotMatlabIsNamed() throws Exception {
        Files.writeString(
                folder.resolve("att_splits.mat"), "not a MATLAB file, though long enough to have a header".repeat(9));

        assertThatThrownBy(() -> DataSets.open(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("att_splits.mat")
                .hasMessageContaining("-v7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "D:\\data\\CUB_200_2011\\images\\%s\\%s.jpg",
                "/home/me/CUB/photos/%s/%s.jpg",
                "CUB_200_2011/%s/%s.jpg",
                "%s/%s.jpg"
            })
    void pathsOfAnyMachineLeadToThePictures(String path) throws Exception {
        List<String> classes = List.of("001.Black_footed_Albatross", "002.Laysan_Albatross");
        writeSplits(folder, classes, 2, new int[] {1}, new int[] {}, new int[] {2});
        writeFeatures(
                folder, classes.stream().map(c -> String.format(path, c, 1)).toList(), 1, 2);
        Files.writeString(folder.resolve("attributes.txt"), "1 black\n2 white\n");
        for (String c : classes) {
            Files.createDirectories(folder.resolve("CUB_200_2011/images").resolve(c));
        }
        // one that is there tells where the others would be
        Files.write(folder.resolve("CUB_200_2011/images/002.Laysan_Albatross/1.jpg"), SmallSet.jpeg(1));

        ZeroShotDataSet data = DataSets.open(folder);

        assertThat(data.pictures(Split.TRAIN).get(0).path()).isEqualTo("001.Black_footed_Albatross/1.jpg");
        assertThat(data.pictures(Split.TEST_UNSEEN).get(0).content().read()).isEqualTo(SmallSet.jpeg(1));
    }

    @Test
    void whereNoPictureIsThePathsAndFoldersAreNamed() throws Exception {
        writeSplits(folder, List.of("oak", "elm"), 2, new int[] {1}, new int[] {}, new int[] {2});
        writeFeatures(folder, List.of("/me/trees/oak/1.jpg", "/me/trees/elm/1.jpg"), 1, 2);
        Files.writeString(folder.resolve("attributes.txt"), "tall\nold\n");

        assertThatThrownBy(() -> DataSets.open(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("/me/trees/oak/1.jpg")
                .hasMessageContaining("[images, JPEGImages, pictures]");
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "trees", "xlsa17/data/APY"})
    void splitsOfAnotherSetAreReadToo(String place) throws Exception {
        Path splits = Files.createDirectories(folder.resolve(place)).normalize();
        writeSplits(splits, List.of("oak", "elm"), 2, new int[] {1}, new int[] {}, new int[] {2});
        writeFeatures(splits, List.of("/me/trees/oak/1.jpg", "/me/trees/elm/1.jpg"), 1, 2);
        Files.writeString(folder.resolve("attributes.txt"), "2 leaves\n4 leaves\n");
        Files.createDirectories(folder.resolve("images/elm"));
        Files.write(folder.resolve("images/elm/1.jpg"), SmallSet.jpeg(1));

        ZeroShotDataSet data = DataSets.open(folder);

        assertThat(data.name()).isEqualTo(DataSets.nameOf(splits));
        assertThat(data.space().attributes()).containsExactly("2 leaves", "4 leaves");
        assertThat(data.classes()).extracting(DataClass::seen).containsExactly(true, false);
        assertThat(data.pictures(Split.TEST_UNSEEN).get(0).content().read()).isEqualTo(SmallSet.jpeg(1));
    }

    /** xlsa17 comes with the splits of five sets. */
    @Test
    void ofSplitsOfSeveralSetsThoseCountThatHavePictures() throws Exception {
        Path cub = Files.createDirectories(folder.resolve("xlsa17/data/CUB"));
        writeSplits(cub, List.of("001.Black_footed_Albatross"), 2, new int[] {1}, new int[] {}, new int[] {});
        Path awa2 = Files.createDirectories(folder.resolve("xlsa17/data/AWA2"));
        writeSplits(awa2, List.of("antelope"), 2, new int[] {1}, new int[] {}, new int[] {});
        writeFeatures(awa2, List.of("/x/JPEGImages/antelope/1.jpg"), 1);
        for (String other : List.of("APY", "trees")) {
            Path place = Files.createDirectories(folder.resolve("xlsa17/data").resolve(other));
            writeSplits(place, List.of(other), 2, new int[] {1}, new int[] {}, new int[] {});
            writeFeatures(place, List.of("/x/" + other + "/1.jpg"), 1);
            Files.writeString(place.resolve("class_attributes.csv"), "class,tall,old\n");
        }
        Files.writeString(awa2.resolve("class_attributes.csv"), "class,black,white\n");
        assertThatThrownBy(() -> DataSets.open(folder)).hasMessageContaining("CUB");

        Files.createDirectories(folder.resolve("images/trees"));
        Files.write(folder.resolve("images/trees/1.jpg"), SmallSet.jpeg(1));
        assertThat(DataSets.open(folder).name()).isEqualTo("trees");

        Files.createDirectories(folder.resolve("JPEGImages/antelope"));
        assertThat(DataSets.open(folder).name()).isEqualTo("awa2");
    }

    @Test
    void severalOtherSetsWithoutPicturesAreNamed() throws Exception {
        for (String other : List.of("APY", "AWA1")) {
            Path place = Files.createDirectories(folder.resolve(other));
            writeSplits(place, List.of(other), 2, new int[] {1}, new int[] {}, new int[] {});
        }

        assertThatThrownBy(() -> DataSets.open(folder)).hasMessageContaining("splits of [apy, awa1]");
    }

    @Test
    void numbersThatCountFromZeroAreReadAndTold() throws Exception {
        writeSplits(folder, List.of("oak", "elm"), 2, new int[] {0}, new int[] {1}, new int[] {2});
        writeFeatures(folder, List.of("/x/oak/1.jpg", "/x/oak/2.jpg", "/x/elm/1.jpg"), 0, 0, 1);
        Files.writeString(folder.resolve("attributes.txt"), "tall\nold\n");
        Files.createDirectories(folder.resolve("images/elm"));
        Files.write(folder.resolve("images/elm/1.jpg"), SmallSet.jpeg(1));

        DataSets.Reading read = DataSets.read(folder);

        assertThat(read.findings())
                .hasSize(2)
                .allMatch(f -> f.severity() == Finding.Severity.WARNING)
                .allMatch(f -> f.message().contains("counts from 0"));
        assertThat(read.data().pictures(Split.TRAIN))
                .extracting(LabelledPicture::path)
                .containsExactly("oak/1.jpg");
        assertThat(read.data().pictures(Split.TEST_UNSEEN).get(0).label()).isEqualTo(1);
    }

    @Test
    void aZeroAmongNumbersThatCountFromOneIsAnError() throws Exception {
        writeSplits(folder, List.of("oak", "elm"), 2, new int[] {0, 3}, new int[] {}, new int[] {2});
        writeFeatures(folder, List.of("/x/oak/1.jpg", "/x/oak/2.jpg", "/x/elm/1.jpg"), 0, 1, 2);
        Files.writeString(folder.resolve("attributes.txt"), "tall\nold\n");
        Files.createDirectories(folder.resolve("images/elm"));
        Files.write(folder.resolve("images/elm/1.jpg"), SmallSet.jpeg(1));

        assertThat(DataSets.read(folder).findings())
                .extracting(Finding::toString)
                .containsExactly(
                        "ERROR LABEL_OUT_OF_RANGE oak/1.jpg: label is 0; there are 2 classes",
                        "ERROR LABEL_OUT_OF_RANGE trainval_loc 0: there are 3 pictures");
    }

    @Test
    void aPictureOfNoClassIsFoundAndLeftOut() throws Exception {
        writeSplits(folder, List.of("oak", "elm"), 2, new int[] {1}, new int[] {}, new int[] {2});
        writeFeatures(folder, List.of("/x/oak/1.jpg", "/x/elm/1.jpg"), 1, 3);
        Files.writeString(folder.resolve("attributes.txt"), "tall\nold\n");
        Files.createDirectories(folder.resolve("images/elm"));
        Files.write(folder.resolve("images/elm/1.jpg"), SmallSet.jpeg(1));

        assertThat(DataSets.read(folder).findings())
                .singleElement()
                .hasToString("ERROR LABEL_OUT_OF_RANGE elm/1.jpg: label is 3; there are 2 classes");
    }

    @Test
    void namesMayBeRowsOfAMatrixOfCharacters() throws Exception {
        Char rows = Mat5.newChar(2, 4);
        List<String> names = List.of("oak ", "pine");
        for (int r = 0; r < 2; r++) {
            for (int c = 0; c < 4; c++) {
                rows.setChar(r, c, names.get(r).charAt(c));
            }
        }
        write(folder.resolve("names.mat"), Mat5.newMatFile().addArray("names", rows));

        assertThat(MatlabFile.read(folder.resolve("names.mat"), Set.of("names")).strings("names"))
                .containsExactly("oak", "pine");
    }

    @Test
    void aVariableThatIsAbsentOrOfAnotherKindIsNamed() throws Exception {
        Path file = folder.resolve("names.mat");
        write(file, Mat5.newMatFile().addArray("names", numbers(new int[] {1, 2})));
        MatlabFile mat = MatlabFile.read(file, Set.of("names"));

        assertThatThrownBy(() -> mat.strings("names"))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining(
                        "names.mat should hold 'names', a cell array of strings or a matrix of characters")
                .hasMessageContaining("of type double and size [2, 1]");
        assertThatThrownBy(() -> mat.strings("labels")).hasMessageContaining("no variable 'labels'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"MATLAB 7.3 MAT-file, Platform: GLNXA64", "\u0089HDF\r\n\u001a\n"})
    void filesOfHdf5AreToldWithWhatToDo(String beginning) throws Exception {
        Files.write(
                folder.resolve("att_splits.mat"), (beginning + "\0".repeat(600)).getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> DataSets.open(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("att_splits.mat is an HDF5 file, as MATLAB saves with -v7.3")
                .hasMessageContaining("save it with -v7,");
    }

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
        writeFeatures(
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

    private static void writeSplits(
            Path folder, List<String> classes, int attributes, int[] train, int[] testSeen, int[] testUnseen)
            throws IOException {
        Matrix values = Mat5.newMatrix(attributes, classes.size());
        for (int c = 0; c < classes.size(); c++) {
            for (int a = 0; a < attributes; a++) {
                values.setDouble(a, c, c + 1 + 10 * a);
            }
        }
        write(
                folder.resolve("att_splits.mat"),
                Mat5.newMatFile()
                        .addArray("allclasses_names", strings(classes))
                        .addArray("original_att", values)
                        .addArray("trainval_loc", numbers(train))
                        .addArray("test_seen_loc", numbers(testSeen))
                        .addArray("test_unseen_loc", numbers(testUnseen)));
    }

    private static void writeFeatures(Path folder, List<String> paths, int... labels) throws IOException {
        Matrix features = Mat5.newMatrix(20, paths.size());
        Random random = new Random(0);
        for (int i = 0; i < features.getNumElements(); i++) {
            features.setDouble(i, random.nextGaussian());
        }
        write(
                folder.resolve("res101.mat"),
                Mat5.newMatFile()
                        .addArray("features", features)
                        .addArray("image_files", strings(paths))
                        .addArray("labels", numbers(labels)));
    }

    private static void write(Path file, MatFile mat) throws IOException {
        try (Sink sink = Sinks.newStreamingFile(file.toFile())) {
            Mat5.newWriter(sink).setDeflateLevel(6).writeMat((Mat5File) mat);
        }
    }

    private static Cell strings(List<String> values) {
        Cell cell = Mat5.newCell(values.size(), 1);
        for (int i = 0; i < values.size(); i++) {
            cell.set(i, Mat5.newString(values.get(i)));
        }
        return cell;
    }

    private static Matrix numbers(int[] values) {
        Matrix matrix = Mat5.newMatrix(values.length, 1);
        for (int i = 0; i < values.length; i++) {
            matrix.setDouble(i, values[i]);
        }
        return matrix;
    }
}
