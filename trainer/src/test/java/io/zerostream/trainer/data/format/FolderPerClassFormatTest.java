package io.zerostream.trainer.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.PictureReader;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.check.DataCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPerClassFormatTest {
    @TempDir
    private Path folder;

    @Test
    void aFolderAClassAndATableOfAttributesMakeADataSet() throws Exception {
        pictures("apple", 10);
        pictures("old_pear", 5);
        pictures("kiwi", 4);
        Files.writeString(folder.resolve("attributes.csv"), """
                class,kind,round,green
                apple,,1,0.5
                old_pear,seen,0.2,0.7
                kiwi,unseen,0.9,0.6
                quince,,0.6,0.4
                """);

        ZeroShotDataSet data = DataSets.open(folder);

        assertThat(data.space().attributes()).containsExactly("round", "green");
        assertThat(data.classes()).extracting(DataClass::name).containsExactly("apple", "old pear", "kiwi", "quince");
        assertThat(data.classes()).extracting(DataClass::seen).containsExactly(true, true, false, false);
        assertThat(data.classes().get(2).attributes()).containsExactly(0.9f, 0.6f);
        assertThat(data.pictures(Split.TRAIN)).hasSize(12);
        assertThat(data.pictures(Split.TEST_SEEN)).hasSize(3);
        assertThat(data.pictures(Split.TEST_UNSEEN)).hasSize(4).allMatch(p -> p.label() == 2);
        assertThat(paths(DataSets.open(folder), Split.TEST_SEEN)).isEqualTo(paths(data, Split.TEST_SEEN));
        Set<String> both = new HashSet<>(paths(data, Split.TRAIN));
        both.retainAll(paths(data, Split.TEST_SEEN));
        assertThat(both).isEmpty();
    }

    @Test
    void aFolderWithoutARowAndAnOddKindAreFound() throws Exception {
        pictures("apple", 1);
        pictures("stray", 1);
        Files.writeString(folder.resolve("attributes.csv"), "class,kind,round\napple,sometimes,1\n");

        assertThat(DataSets.read(folder).findings())
                .extracting(Finding::severity, Finding::kind)
                .containsExactly(
                        tuple(Finding.Severity.ERROR, Finding.Kind.LAYOUT),
                        tuple(Finding.Severity.WARNING, Finding.Kind.CLASS_WITHOUT_ATTRIBUTES));
    }

    @Test
    void aColumnThatIsThereTwiceIsNamed() throws Exception {
        Files.writeString(folder.resolve("attributes.csv"), "class,red,round,red\napple,1,1,0\n");

        assertThat(DataCheck.of(folder.toString()).findings()).singleElement().satisfies(finding -> assertThat(
                        finding.message())
                .contains("attributes.csv", "two columns named 'red'"));
    }

    /** It names the classes, and goes by no name: taken away as the column of kinds, it would leave rows of nothing. */
    @Test
    void aFirstColumnThatIsNamedKindIsNotTakenAway() throws Exception {
        Files.writeString(folder.resolve("attributes.csv"), "kind,red\napple,1\npear\n");

        assertThat(DataSets.read(folder).data().classes())
                .extracting(DataClass::id)
                .containsExactly("apple", "pear");
    }

    @Test
    void aClassWhoseNameNoFolderCanHaveHasNoPictures() throws Exception {
        Files.writeString(folder.resolve("attributes.csv"), "class,red\nap\0ple,1\npear,0.5\n");

        assertThat(DataSets.read(folder).data().classes())
                .extracting(DataClass::seen)
                .containsExactly(false, false);
    }

    @Test
    void whatSystemsLeaveBehindIsNoPictureAndNoClass() throws Exception {
        pictures("apple", 2);
        for (String debris : List.of("._0.jpg", ".DS_Store", "Thumbs.db", "desktop.ini")) {
            Files.writeString(folder.resolve("apple").resolve(debris), "x");
        }
        pictures("__MACOSX", 1);
        pictures(".ipynb_checkpoints", 1);
        Files.writeString(folder.resolve("attributes.csv"), "class,round\napple,1\n");

        DataCheck check = DataCheck.of(folder.toString());

        assertThat(check.counts()).containsEntry("train pictures", 2);
        assertThat(check.errors()).isZero();
        assertThat(check.findings()).noneMatch(f -> f.kind() == Finding.Kind.CLASS_WITHOUT_ATTRIBUTES);
    }

    /** The number in front of CUB's classes is no part of the name; one that a person wrote is. */
    @Test
    void namesKeepTheirNumbersButThoseOfCub() throws Exception {
        Files.writeString(folder.resolve("attributes.csv"), "class,big\n1.5_l,0.5\n2.5_l,1\n001.Black_Bird,0\n");

        assertThat(DataSets.read(folder).data().classes())
                .extracting(DataClass::name)
                .containsExactly("1.5 l", "2.5 l", "Black Bird");
    }

    @Test
    void flagsAreADataSetOfDrawnViews() {
        ZeroShotDataSet flags = DataSets.open("flags");

        assertThat(flags.classes(true)).hasSize(90);
        assertThat(flags.classes(false)).hasSize(30);
        assertThat(flags.pictures(Split.TEST_UNSEEN)).hasSize(900);
        LabelledPicture view = flags.pictures(Split.TEST_UNSEEN).get(31);
        assertThat(new PictureReader(16, 16).read(view).pixels())
                .isEqualTo(new PictureReader(16, 16).read(view).pixels())
                .isNotEqualTo(new PictureReader(16, 16)
                        .read(flags.pictures(Split.TEST_UNSEEN).get(32))
                        .pixels());
    }

    private void pictures(String id, int count) throws Exception {
        Files.createDirectories(folder.resolve(id));
        for (int i = 0; i < count; i++) {
            Files.write(folder.resolve(id).resolve(i + ".jpg"), SmallSet.jpeg(id.hashCode() + i));
        }
    }

    private static List<String> paths(ZeroShotDataSet data, Split split) {
        return data.pictures(split).stream().map(LabelledPicture::path).toList();
    }
}
