package io.zerostream.trainer.data.check;

import static io.zerostream.trainer.data.Finding.Kind.ATTRIBUTE_COUNT;
import static io.zerostream.trainer.data.Finding.Kind.ATTRIBUTE_VALUE;
import static io.zerostream.trainer.data.Finding.Kind.CLASS_WITHOUT_ATTRIBUTES;
import static io.zerostream.trainer.data.Finding.Kind.CLASS_WITHOUT_PICTURES;
import static io.zerostream.trainer.data.Finding.Kind.DUPLICATE;
import static io.zerostream.trainer.data.Finding.Kind.DUPLICATE_ACROSS_SPLITS;
import static io.zerostream.trainer.data.Finding.Kind.LABEL_OUT_OF_RANGE;
import static io.zerostream.trainer.data.Finding.Kind.LAYOUT;
import static io.zerostream.trainer.data.Finding.Kind.PICTURE_ABSENT;
import static io.zerostream.trainer.data.Finding.Kind.PICTURE_UNREADABLE;
import static io.zerostream.trainer.data.Finding.Kind.REPEATED;
import static io.zerostream.trainer.data.Finding.Kind.SAME_ATTRIBUTES;
import static io.zerostream.trainer.data.Finding.Kind.SPLIT_OVERLAP;
import static io.zerostream.trainer.data.Finding.Kind.ZERO_VECTOR;
import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Finding.Kind;
import io.zerostream.trainer.data.Finding.Severity;
import io.zerostream.trainer.data.SmallSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each damage is found, is the only thing found, and is named. */
class DataCheckTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws Exception {
        SmallSet.write(folder);
    }

    @Test
    void findsNothingInASoundSet() {
        DataCheck check = check();
        assertThat(check.findings()).isEmpty();
        assertThat(check.errors()).isZero();
        assertThat(check.counts()).containsEntry("train pictures", 12).containsEntry("unseen classes", 2);
        assertThat(check.toJson()).contains("\"data_set\"", "\"errors\" : 0");
    }

    @Test
    void findsDamagedAttributes() throws Exception {
        edit("class_attributes.csv", "b.Green,0,100,0", "b.Green,0,100");
        only(Severity.ERROR, ATTRIBUTE_COUNT, "b.Green");
        edit("class_attributes.csv", "b.Green,0,100", "b.Green,0,0,0");
        only(Severity.ERROR, ZERO_VECTOR, "b.Green");
        edit("class_attributes.csv", "b.Green,0,0,0", "b.Green,0,much,0");
        assertThat(check().findings()).extracting(Finding::kind).containsOnly(ATTRIBUTE_VALUE);
        edit("class_attributes.csv", "b.Green,0,much,0", "b.Green,100,0,0");
        only(Severity.WARNING, SAME_ATTRIBUTES, "b.Green");
        edit("class_attributes.csv", "b.Green,100,0,0\n", "");
        only(Severity.ERROR, CLASS_WITHOUT_ATTRIBUTES, "b.Green");
    }

    @Test
    void findsMissingMarksAndZeroWordVectors() throws Exception {
        edit("class_attributes.csv", "d.Grey,50,60,50", "d.Grey,-1,60,50");
        only(Severity.WARNING, ATTRIBUTE_VALUE, "d.Grey");
        edit("class_attributes.csv", "d.Grey,-1,60,50", "d.Grey,50,60,50");
        edit("attribute_word_vectors.csv", "g,0.5,0.5", "g,0,0");
        only(Severity.WARNING, ZERO_VECTOR, "g");
    }

    @Test
    void findsLabelsThatDoNotCountAndClassesThatAreThereTwice() throws Exception {
        edit("classes.csv", "1,b.Green", "7,b.Green");
        only(Severity.ERROR, LABEL_OUT_OF_RANGE, "classes.csv line 3");
        edit("classes.csv", "7,b.Green", "1,b.Green");
        edit("class_attributes.csv", "e.White", "e.White,1,2,3\ne.White");
        only(Severity.ERROR, REPEATED, "class_attributes.csv line 7");
    }

    @Test
    void findsAbsentAndUnreadablePictures() throws Exception {
        Files.delete(folder.resolve("images/a.Red/0.jpg"));
        only(Severity.ERROR, PICTURE_ABSENT, "images/a.Red/0.jpg");
        Files.writeString(folder.resolve("images/a.Red/0.jpg"), "no picture");
        only(Severity.ERROR, PICTURE_UNREADABLE, "images/a.Red/0.jpg");
    }

    @Test
    void findsTheSamePictureInTwoListsUnderAnyName() throws Exception {
        Files.copy(folder.resolve("images/b.Green/5.jpg"), folder.resolve("images/c.Blue/new.jpg"));
        append("splits/train.txt", "images/c.Blue/new.jpg");
        DataCheck check = check();
        assertThat(check.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(DUPLICATE_ACROSS_SPLITS);
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.message()).contains("images/b.Green/5.jpg", "test_seen and train", "b.Green");
        });
    }

    @Test
    void findsTheSamePictureTwiceInAList() throws Exception {
        Files.copy(folder.resolve("images/b.Green/0.jpg"), folder.resolve("images/b.Green/new.jpg"));
        append("splits/train.txt", "images/b.Green/new.jpg");
        only(Severity.WARNING, DUPLICATE, "images/b.Green/new.jpg");
        append("splits/train.txt", "images/b.Green/new.jpg");
        assertThat(check().findings()).extracting(Finding::kind).containsExactly(REPEATED, DUPLICATE);
    }

    @Test
    void findsOverlapsOfLists() throws Exception {
        append("splits/test_seen.txt", "images/a.Red/0.jpg");
        only(Severity.ERROR, SPLIT_OVERLAP, "images/a.Red/0.jpg");
        edit("splits/test_seen.txt", "images/a.Red/0.jpg\n", "");
        edit("splits/test_unseen.txt", "images/d.Grey/0.jpg\n", "");
        append("splits/train.txt", "images/d.Grey/0.jpg");
        only(Severity.ERROR, SPLIT_OVERLAP, "images/d.Grey/0.jpg");
    }

    @Test
    void findsClassesWithoutPicturesAndListsThatAreNotThere() throws Exception {
        for (int i = 0; i < 3; i++) {
            edit("splits/test_unseen.txt", "images/d.Grey/" + i + ".jpg\n", "");
        }
        only(Severity.WARNING, CLASS_WITHOUT_PICTURES, "d.Grey");
        write();
        Files.delete(folder.resolve("splits/train.txt"));
        only(Severity.WARNING, LAYOUT, "train");
    }

    @Test
    void anUnknownLayoutIsAFindingToo() throws Exception {
        Files.delete(folder.resolve("classes.csv"));
        DataCheck check = check();
        assertThat(check.errors()).isEqualTo(1);
        assertThat(check.findings().get(0).message()).contains("Looked for");
    }

    private DataCheck check() {
        return DataCheck.of(folder.toString());
    }

    private void only(Severity severity, Kind kind, String where) {
        List<Finding> findings = check().findings();
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(kind);
            assertThat(finding.severity()).isEqualTo(severity);
            assertThat(finding.where()).isEqualTo(where);
        });
    }

    private void edit(String file, String from, String to) throws Exception {
        String text = Files.readString(folder.resolve(file));
        assertThat(text).contains(from);
        Files.writeString(folder.resolve(file), text.replace(from, to));
    }

    private void append(String file, String line) throws Exception {
        Files.writeString(folder.resolve(file), Files.readString(folder.resolve(file)) + line + "\n");
    }
}
