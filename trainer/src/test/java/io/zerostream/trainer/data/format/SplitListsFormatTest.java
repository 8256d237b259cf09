package io.zerostream.trainer.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zerostream.model.image.RgbImage;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.PictureReader;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SplitListsFormatTest {
    private static final Path CUB = Path.of(System.getProperty("zerostream.shared", "../shared"), "data/cub127");

    @TempDir
    private Path folder;

    @Test
    void readsClassesAttributesWordVectorsListsAndFolds() throws Exception {
        ZeroShotDataSet data = DataSets.open(SmallSet.write(folder));

        assertThat(data.classes())
                .extracting(DataClass::id)
                .containsExactly("a.Red", "b.Green", "c.Blue", "d.Grey", "e.White");
        assertThat(data.classes(false)).extracting(DataClass::name).containsExactly("Grey", "White");
        assertThat(data.space().attributes()).containsExactly("r", "g", "b");
        assertThat(data.space().wordVectors()[0])
                .as("found by name, not by place")
                .containsExactly(1, 0);
        assertThat(data.pictures(Split.TRAIN)).hasSize(12);
        assertThat(data.pictures(Split.TEST_SEEN)).hasSize(6);
        assertThat(data.pictures(Split.TEST_UNSEEN))
                .hasSize(6)
                .last()
                .extracting(LabelledPicture::label)
                .isEqualTo(4);
        assertThat(data.validationFolds())
                .hasSize(1)
                .first()
                .asInstanceOf(InstanceOfAssertFactories.SET)
                .containsExactly("b.Green");
    }

    @Test
    void takesClassesFromARunWhereListsAndPicturesComeAlone(@TempDir Path run) throws Exception {
        ZeroShotDataSet whole = DataSets.open(SmallSet.write(folder));
        ClassTables.write(whole, run);
        Files.delete(folder.resolve("classes.csv"));
        Files.delete(folder.resolve("class_attributes.csv"));
        Files.delete(folder.resolve("splits/train.txt"));

        ZeroShotDataSet bare = DataSets.open(folder, run);

        assertThat(bare.classes()).usingRecursiveComparison().isEqualTo(whole.classes());
        assertThat(bare.space().attributes()).isEqualTo(whole.space().attributes());
        assertThat(bare.has(Split.TRAIN)).isFalse();
        assertThat(bare.pictures(Split.TEST_UNSEEN))
                .extracting(LabelledPicture::label)
                .containsExactly(3, 3, 3, 4, 4, 4);
        assertThatThrownBy(() -> DataSets.open(folder, folder))
                .as("without a run's tables")
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("classes.csv");
    }

    @Test
    void opensPicturesOnlyWhenAsked() throws Exception {
        ZeroShotDataSet data = DataSets.open(SmallSet.write(folder));
        LabelledPicture picture = data.pictures(Split.TRAIN).get(0);
        RgbImage image = new PictureReader(8, 6).read(picture);
        assertThat(image.pixels()).hasSize(8 * 6 * 3);

        Files.delete(folder.resolve(picture.path()));
        assertThatThrownBy(() -> new PictureReader(8, 6).read(picture))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining(picture.path());
    }

    @Test
    void readsASetOfTestListsAlone() throws Exception {
        SmallSet.write(folder);
        Files.delete(folder.resolve("splits/train.txt"));
        Files.delete(folder.resolve("splits/validation_classes_1.txt"));

        ZeroShotDataSet data = DataSets.open(folder);

        assertThat(data.has(Split.TRAIN)).isFalse();
        assertThat(data.pictures(Split.TEST_UNSEEN)).hasSize(6);
    }

    @Test
    void aPictureOfNoClassIsAnErrorThatNamesIt() throws Exception {
        SmallSet.write(folder);
        Files.writeString(folder.resolve("splits/test_seen.txt"), "images/z.Nothing/1.jpg\n");

        assertThatThrownBy(() -> DataSets.open(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("there is no class z.Nothing")
                .hasMessageContaining("data check");
    }

    @Test
    void pathsThatLeaveTheFolderAreRefused() throws Exception {
        SmallSet.write(folder);
        Files.writeString(folder.resolve("splits/test_seen.txt"), "images/../../a.Red/1.jpg\n");

        assertThatThrownBy(() -> DataSets.open(folder)).hasMessageContaining("relative to the data set");
    }

    @Test
    void anUnknownLayoutSaysWhatWasLookedFor() {
        assertThatThrownBy(() -> DataSets.open(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("classes.csv, class_attributes.csv, splits")
                .hasMessageContaining("xlsa17")
                .hasMessageContaining("attributes.csv (class, attributes…)");
    }

    @Test
    void readsTheRealOne() {
        assumeThat(CUB)
                .as("set -Dzerostream.shared to the folder with data/cub127")
                .isDirectory();

        ZeroShotDataSet data = DataSets.open(CUB);

        assertThat(data.name()).isEqualTo("cub127");
        assertThat(data.classes()).hasSize(127);
        assertThat(data.classes(true)).hasSize(94);
        assertThat(data.space().size()).isEqualTo(312);
        assertThat(data.space().wordVectors()[0]).hasSize(300);
        assertThat(data.pictures(Split.TRAIN)).hasSize(4388);
        assertThat(data.pictures(Split.TEST_SEEN)).hasSize(554);
        assertThat(data.pictures(Split.TEST_UNSEEN)).hasSize(987);
        assertThat(data.validationFolds()).extracting(Set::size).containsExactly(30, 33, 32);
        Prototypes prototypes = data.prototypes();
        assertThat(prototypes.className(3)).isEqualTo("Groove billed Ani");
        assertThat(prototypes.seen(3)).isFalse();
        RgbImage image = new PictureReader(224, 224)
                .read(data.pictures(Split.TEST_UNSEEN).get(0));
        assertThat(image.pixels()).isNotEqualTo(new byte[224 * 224 * 3]);
    }
}
