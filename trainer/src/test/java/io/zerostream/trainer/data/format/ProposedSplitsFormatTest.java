package io.zerostream.trainer.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import io.zerostream.trainer.data.matlab.MatlabFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On files written as xlsa17's are. */
class ProposedSplitsFormatTest {
    @TempDir
    private Path folder;

    @Test
    void readsAwa2AsPublished() throws Exception {
        Path splits = folder.resolve("xlsa17/data/AWA2");
        Files.createDirectories(splits);
        MatlabFiles.writeSplits(
                splits, List.of("antelope", "grizzly+bear", "horse"), 2, new int[] {1, 4}, new int[] {2}, new int[] {3
                });
        MatlabFiles.writeFeatures(
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
        MatlabFiles.writeSplits(
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
        MatlabFiles.writeSplits(folder, List.of("antelope", "horse"), 2, new int[] {1}, new int[] {}, new int[] {2});
        MatlabFiles.writeFeatures(folder, List.of("/x/JPEGImages/antelope/1.jpg", "/x/JPEGImages/horse/1.jpg"), 2, 2);
        Files.createDirectories(folder.resolve("JPEGImages"));
        Files.writeString(folder.resolve("predicates.txt"), "1 black\n2 white\n");

        assertThatThrownBy(() -> DataSets.open(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("antelope/1.jpg: label says class horse");
    }

    @Test
    void saysWhichFileIsMissing() throws Exception {
        MatlabFiles.writeSplits(folder, List.of("abbey", "alley"), 2, new int[] {1}, new int[] {}, new int[] {2});
        assertThatThrownBy(() -> DataSets.open(folder))
                .hasMessageContaining("res101.mat")
                .hasMessageContaining("xlsa17");

        MatlabFiles.writeFeatures(folder, List.of("/x/images/a/abbey/1.jpg", "/x/images/a/alley/1.jpg"), 1, 2);
        assertThatThrownBy(() -> DataSets.open(folder))
                .hasMessageContaining("no pictures of sun")
                .hasMessageContaining("/x/images/a/abbey/1.jpg");

        Files.createDirectories(folder.resolve("images"));
        assertThatThrownBy(() -> DataSets.open(folder)).hasMessageContaining("names of the 2 attributes are missing");
    }

    @Test
    void numbersThatCountFromZeroAreReadAndTold() throws Exception {
        MatlabFiles.writeSplits(folder, List.of("oak", "elm"), 2, new int[] {0}, new int[] {1}, new int[] {2});
        MatlabFiles.writeFeatures(folder, List.of("/x/oak/1.jpg", "/x/oak/2.jpg", "/x/elm/1.jpg"), 0, 0, 1);
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
        MatlabFiles.writeSplits(folder, List.of("oak", "elm"), 2, new int[] {0, 3}, new int[] {}, new int[] {2});
        MatlabFiles.writeFeatures(folder, List.of("/x/oak/1.jpg", "/x/oak/2.jpg", "/x/elm/1.jpg"), 0, 1, 2);
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
        MatlabFiles.writeSplits(folder, List.of("oak", "elm"), 2, new int[] {1}, new int[] {}, new int[] {2});
        MatlabFiles.writeFeatures(folder, List.of("/x/oak/1.jpg", "/x/elm/1.jpg"), 1, 3);
        Files.writeString(folder.resolve("attributes.txt"), "tall\nold\n");
        Files.createDirectories(folder.resolve("images/elm"));
        Files.write(folder.resolve("images/elm/1.jpg"), SmallSet.jpeg(1));

        assertThat(DataSets.read(folder).findings())
                .singleElement()
                .hasToString("ERROR LABEL_OUT_OF_RANGE elm/1.jpg: label is 3; there are 2 classes");
    }
}
