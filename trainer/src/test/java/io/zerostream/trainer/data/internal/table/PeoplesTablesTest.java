package io.zerostream.trainer.data.internal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.DataClass;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.Findings;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.data.SmallSet;
import io.zerostream.trainer.data.Split;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.check.DataCheck;
import io.zerostream.trainer.data.format.DataSets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables and lists as the editors and spreadsheets of people save them. */
class PeoplesTablesTest {
    private static final String TABLE = "class,kind,red,round\nCafé,seen,1,1\nLime,unseen,0.5,0\n";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE"})
    void aByteOrderMarkSaysTheEncodingAndIsNoLetter(Charset charset) throws IOException {
        table(('\ufeff' + TABLE).getBytes(charset));

        readsCafeAndLime();
        assertThat(CsvTable.read(folder.resolve("attributes.csv"), new Findings())
                        .header())
                .startsWith("class");
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE", "UTF-16BE"})
    void utf16IsKnownWithoutAMark(Charset charset) throws IOException {
        table(TABLE.getBytes(charset));

        readsCafeAndLime();
    }

    private void readsCafeAndLime() {
        DataSets.Reading read = DataSets.read(folder);
        assertThat(read.data().classes()).extracting(DataClass::id).containsExactly("Café", "Lime");
        assertThat(read.data().space().attributes()).containsExactly("red", "round");
        assertThat(read.findings()).isEmpty();
    }

    @Test
    void whatIsNotUtf8IsReadAsWindows1252AndTold() throws IOException {
        table(TABLE.getBytes(Charset.forName("windows-1252")));

        DataSets.Reading read = DataSets.read(folder);

        assertThat(read.data().classes()).extracting(DataClass::id).containsExactly("Café", "Lime");
        assertThat(read.findings())
                .singleElement()
                .hasToString(
                        "WARNING NOTATION attributes.csv line 2: is not UTF-8; the file was read as windows-1252. If"
                                + " a name looks wrong, save it as UTF-8");
    }

    @Test
    void whatIsNoTextIsRefusedWithItsLine() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("class,red\nLime,1\nCaf".getBytes(StandardCharsets.UTF_8));
        // means nothing in windows-1252 either
        bytes.write(0x81);
        table(bytes.toByteArray());

        assertThatThrownBy(() -> DataSets.read(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("attributes.csv line 3 is not text in UTF-8")
                .hasMessageContaining("save the file as UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class;kind;red;long, or so\r\nA;seen;0,5;1\r\n",
                "class\tkind\tred\tlong, or so\nA\tseen\t0,5\t1\n",
                "class,kind,red,\"long, or so\"\nA,seen,\"0,5\",1\n",
                "sep=;\r\nclass;kind;red;\"long, or so\"\r\nA;seen;0,5;1\r\n"
            })
    void separatorAndDecimalCommaAreTold(String text) throws IOException {
        table(text.getBytes(StandardCharsets.UTF_8));

        DataSets.Reading read = DataSets.read(folder);

        assertThat(read.data().space().attributes()).containsExactly("red", "long, or so");
        assertThat(read.data().classes().get(0).attributes()).containsExactly(0.5f, 1);
        assertThat(read.findings())
                .singleElement()
                .satisfies(f -> assertThat(f.message()).contains("'0,5'", "decimal comma"))
                .satisfies(f -> assertThat(f.where())
                        .isEqualTo(text.startsWith("sep") ? "attributes.csv line 3" : "attributes.csv line 2"));
    }

    @Test
    void pointsBesideCommasAreAnError() throws IOException {
        table("class;mass;length\nA;1.234;0,5\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> DataSets.open(folder)).hasMessageContaining("both '1.234'", "'0,5'", "with a point");
    }

    @Test
    void aCellThatIsNoNumberIsToldWithItsLineAndColumn() throws IOException {
        table("class,kind,red,round\n\n\"A\nB\",seen,1,y\n\nC,seen,x,1\n".getBytes(StandardCharsets.UTF_8));

        assertThat(DataSets.read(folder).findings())
                .extracting(Finding::toString)
                .containsExactly(
                        "ERROR ATTRIBUTE_VALUE attributes.csv line 3: column 'round' is 'y', not a number",
                        "ERROR ATTRIBUTE_VALUE attributes.csv line 6: column 'red' is 'x', not a number");
    }

    @Test
    void whatASpreadsheetLeavesBlankIsNoColumnAndNoRow() throws IOException {
        table("class,kind,red,round,,\nA,seen,1,1,,,,\nB,seen,0,1\n,,,,,\n".getBytes(StandardCharsets.UTF_8));

        DataSets.Reading read = DataSets.read(folder);

        assertThat(read.data().space().attributes()).containsExactly("red", "round");
        assertThat(read.data().classes()).extracting(c -> c.attributes().length).containsExactly(2, 2);
        assertThat(read.findings()).isEmpty();
    }

    @Test
    void aValueBelowNoNameIsRefusedWithItsPlace() throws IOException {
        table("class,red,,round\nA,1,,1\nB,0,7,1\n".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> DataSets.read(folder))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("column 3 has no name, but there is '7' in it (attributes.csv line 3)");
    }

    /** As exports of data frames have it. */
    @Test
    void theColumnOfClassesNeedsNoNameButEachClassDoes() throws IOException {
        table(",red\nA,1\n,0\n".getBytes(StandardCharsets.UTF_8));

        DataSets.Reading read = DataSets.read(folder);

        assertThat(read.data().classes()).extracting(DataClass::id).containsExactly("A");
        assertThat(read.findings())
                .singleElement()
                .hasToString("ERROR LAYOUT attributes.csv line 3: the first column names no class; name it");
    }

    @Test
    void namesOfColumnsAndKindsGoByAnyCaseAndSpacesAroundThem() throws IOException {
        SmallSet.write(folder);
        Path classes = folder.resolve("classes.csv");
        String text =
                Files.readString(classes).replace("label,class,name,kind", "Label; CLASS ;\u00a0Name\u00a0;Kind ");
        Files.writeString(classes, text.replace(',', ';').replace("unseen", "Unseen"));

        ZeroShotDataSet data = DataSets.open(folder);

        assertThat(data.classes()).extracting(DataClass::seen).containsExactly(true, true, true, false, false);
    }

    @Test
    void listsBeginBehindAByteOrderMarkAndMayComeFromWindows() throws IOException {
        SmallSet.write(folder);
        Path list = folder.resolve("splits/train.txt");
        Files.writeString(
                list, '\ufeff' + Files.readString(list).replace('/', '\\').replace("\n", "\r\n"));
        Path fold = folder.resolve("splits/validation_classes_1.txt");
        Files.write(fold, ('\ufeff' + Files.readString(fold)).getBytes(StandardCharsets.UTF_16LE));

        DataCheck check = DataCheck.of(folder.toString());

        assertThat(check.findings()).isEmpty();
        assertThat(check.counts()).containsEntry("train pictures", 12).containsEntry("validation folds", 1);
    }

    @Test
    void debrisThatAListNamesIsLeftOut() throws IOException {
        SmallSet.write(folder);
        Path list = folder.resolve("splits/train.txt");
        Files.writeString(list, Files.readString(list) + "images/a.Red/._0.jpg\nimages/a.Red/Thumbs.db\n");

        DataSets.Reading read = DataSets.read(folder);

        assertThat(read.data().pictures(Split.TRAIN)).hasSize(12);
        assertThat(read.findings()).hasSize(2).allMatch(f -> f.severity() == Finding.Severity.WARNING);
    }

    @ParameterizedTest
    @CsvSource({"NFC, NFD", "NFD, NFC"})
    void accentsMayBeStoredComposedOrDecomposed(Normalizer.Form written, Normalizer.Form stored) throws IOException {
        String cafe = Normalizer.normalize("Café", stored);
        Files.createDirectories(folder.resolve(cafe));
        for (int i = 0; i < 5; i++) {
            Files.write(folder.resolve(cafe).resolve(i + ".jpg"), SmallSet.jpeg(i));
        }
        table(Normalizer.normalize("class,rosé\nCafé,1\n", written).getBytes(StandardCharsets.UTF_8));

        DataCheck check = DataCheck.of(folder.toString());
        ZeroShotDataSet data = DataSets.open(folder);

        assertThat(check.errors()).isZero();
        assertThat(check.counts()).containsEntry("train pictures", 4).containsEntry("test_seen pictures", 1);
        assertThat(data.classes().get(0).name()).isEqualTo("Caf\u00e9");
        assertThat(data.space().attributes()).containsExactly("ros\u00e9");
        assertThat(data.pictures(Split.TRAIN)).allMatch(p -> p.path().startsWith(cafe + "/"));
    }

    @ParameterizedTest
    @CsvSource({"NFC, NFD", "NFD, NFC"})
    void picturesOfListsAreFoundHoweverTheirAccentsAreStored(Normalizer.Form written, Normalizer.Form stored)
            throws IOException {
        Files.writeString(folder.resolve("classes.csv"), "label,class,name,kind\n0,Café,Café,seen\n");
        Files.writeString(folder.resolve("class_attributes.csv"), "class,r\nCafé,1\n");
        Files.createDirectories(folder.resolve("splits"));
        Files.writeString(folder.resolve("splits/train.txt"), Normalizer.normalize("Café/dé 1.jpg\n", written));
        Path picture = folder.resolve(Normalizer.normalize("Café/dé 1.jpg", stored));
        Files.createDirectories(picture.getParent());
        Files.write(picture, SmallSet.jpeg(1));

        LabelledPicture read = DataSets.open(folder).pictures(Split.TRAIN).get(0);

        assertThat(read.content().read()).isEqualTo(Files.readAllBytes(picture));
    }

    @Test
    void twoFoldersThatLookTheSameAreTold() throws IOException {
        for (Normalizer.Form form : List.of(Normalizer.Form.NFC, Normalizer.Form.NFD)) {
            Files.createDirectories(folder.resolve(Normalizer.normalize("Café", form)));
        }
        table("class,red\nCafé,1\n".getBytes(StandardCharsets.UTF_8));

        assertThat(DataSets.read(folder).findings()).singleElement().satisfies(f -> assertThat(f.message())
                .contains("two folders of this name"));
    }

    @Test
    void numbersThatCountTheLinesAreNoPartOfAnAttributesName() throws IOException {
        assertThat(names("1 has_wing::red\n2 has_tail::long\n")).containsExactly("has_wing::red", "has_tail::long");
        assertThat(names("    1\tblack\n    2\twhite\n")).containsExactly("black", "white");
        assertThat(names("0 black\n1 white\n")).containsExactly("black", "white");
        assertThat(names("2 legs\n4 legs\nhooves\n")).containsExactly("2 legs", "4 legs", "hooves");
        assertThat(names("1 2 legs\n2 4 legs\n")).containsExactly("2 legs", "4 legs");
    }

    private List<String> names(String text) throws IOException {
        return AttributeNames.read(Files.writeString(folder.resolve("names.txt"), text), new Findings());
    }

    private void table(byte[] content) throws IOException {
        Files.write(folder.resolve("attributes.csv"), content);
    }
}
