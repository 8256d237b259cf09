package io.zerostream.trainer.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.matlab.MatlabFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits and pictures where people have put them, and sets that nobody has foreseen. */
class OtherSplitsFormatTest {
    @TempDir
    private Path folder;

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
        MatlabFiles.writeSplits(folder, classes, 2, new int[] {1}, new int[] {}, new int[] {2});
        MatlabFiles.writeFeatures(
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
        MatlabFiles.writeSplits(folder, List.of("oak", "elm"), 2, new int[] {1}, new int[] {}, new int[] {2});
        MatlabFiles.writeFeatures(folder, List.of("/me/trees/oak/1.jpg", "/me/trees/elm/1.jpg"), 1, 2);
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
        MatlabFiles.writeSplits(splits, List.of("oak", "elm"), 2, new int[] {1}, new int[] {}, new int[] {2});
        MatlabFiles.writeFeatures(splits, List.of("/me/trees/oak/1.jpg", "/me/trees/elm/1.jpg"), 1, 2);
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
        MatlabFiles.writeSplits(
                cub, List.of("001.Black_footed_Albatross"), 2, new int[] {1}, new int[] {}, new int[] {});
        Path awa2 = Files.createDirectories(folder.resolve("xlsa17/data/AWA2"));
        MatlabFiles.writeSplits(awa2, List.of("antelope"), 2, new int[] {1}, new int[] {}, new int[] {});
        MatlabFiles.writeFeatures(awa2, List.of("/x/JPEGImages/antelope/1.jpg"), 1);
        for (String other : List.of("APY", "trees")) {
            Path place = Files.createDirectories(folder.resolve("xlsa17/data").resolve(other));
            MatlabFiles.writeSplits(place, List.of(other), 2, new int[] {1}, new int[] {}, new int[] {});
            MatlabFiles.writeFeatures(place, List.of("/x/" + other + "/1.jpg"), 1);
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
            MatlabFiles.writeSplits(place, List.of(other), 2, new int[] {1}, new int[] {}, new int[] {});
        }

        assertThatThrownBy(() -> DataSets.open(folder)).hasMessageContaining("splits of [apy, awa1]");
    }
}
