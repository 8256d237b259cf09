package io.zerostream.gateway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.Provenance;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets as tables. */
class SetImportTest {
    private final ClassRegistryView view = Flags.view();

    private ImportedSet plan(String csv, boolean exact) {
        return new SetImport(view, Clock.systemUTC())
                .plan("flags", new ImportRequest(csv.getBytes(StandardCharsets.UTF_8), exact, null, "me"));
    }

    private String export() {
        return ClassTables.write(Flags.SPACE, view.members(view.set("flags").orElseThrow()));
    }

    @Test
    void aFewColumnsChangeWhatTheySayAndNothingElse() {
        ImportedSet plan = plan("name;red;blue\nJapan;0,5;\nWales;1;0\n", false);

        assertThat(plan.difference().added()).containsExactly("Wales");
        assertThat(plan.difference().removed()).isEmpty();
        assertThat(plan.difference().changed()).singleElement().satisfies(japan -> {
            List<Float> half = Flags.vector("red", "white", "circle", "mainly_white", "top_left_white");
            half.set(Flags.ATTRIBUTES.indexOf("red"), 0.5f);
            assertThat(japan.to().getVector()).isEqualTo(half);
        });
        assertThat(plan.change().revision()).isEqualTo(2);
        assertThat(plan.change().entries())
                .extracting(Change.Entry::key)
                .containsExactly(
                        RegistryKeys.prototype("flags", "Japan"),
                        RegistryKeys.prototype("flags", "Wales"),
                        RegistryKeys.classSet("flags"));
    }

    @Test
    void anExactTableTakesOutWhatItDoesNotHave() {
        Flags.putSet(view, Flags.set("asia", 1, "Japan"));

        ImportedSet plan = plan("name,seen\nDenmark,1\n", true);

        assertThat(plan.difference().removed()).containsExactly("Chile", "Japan");
        assertThat(plan.change().entries())
                .as("Japan is of another set too")
                .extracting(Change.Entry::key)
                .containsExactly(RegistryKeys.classSet("flags"), RegistryKeys.prototype("flags", "Chile"));
        assertThat(plan.change().warnings()).containsExactly(SetWarnings.ALONE);
    }

    @Test
    void aSetThatSharesAClassChangesWithIt() {
        Flags.putSet(view, Flags.set("asia", 1, "Japan"));

        ImportedSet plan = plan("name,red\nJapan,0\n", false);

        assertThat(plan.change().sets()).containsExactly("flags", "asia");
        assertThat(plan.change().warnings()).anyMatch(warning -> warning.contains("'asia'"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'name,crecsent\nJapan,1' | unknown_attribute | line 1, column 2 is 'crecsent'",
                "'name,red\nJapan,1\nChile,much' | bad_table | line 3, column 2 ('red') is 'much'",
                "'name,red\nJapan,1,2' | bad_table | line 2 has 3 cells",
                "'name,red\nJapan,2' | bad_value | line 2, column 'red' has the value 2.0",
                "'name,red\nJapan,1\n\nJapan,1' | bad_table | line 4 is about 'Japan' again",
                "'name,seen,red\nJapan,maybe,1' | bad_table | line 2, column 2 ('seen') is 'maybe'",
                "'name,red,red\nJapan,1,1' | bad_table | line 1, column 3 is 'red' again",
                "'name,red\nWales,0' | zero_vector | line 2: all values of 'Wales' are zero",
                "'red,blue\n1,1' | bad_table | line 1, column 1 is 'red'",
                "'name,red\n,1' | bad_name | line 2: the class name is missing",
                "'name,red' | bad_table | the table has 0 classes",
                "'name,red\n\"Japan,1' | bad_table | the body is no CSV",
                "'' | bad_table | the table is empty"
            })
    void saysWhatIsWrongAndWhere(String csv, String code, String message) {
        assertThatThrownBy(() -> plan(csv, false))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    @Test
    void namesTheNearestAttribute() {
        assertThatThrownBy(() -> plan("name,crecsent\nJapan,1", false))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.nearest())
                        .contains("crescent"));
    }

    @Test
    void aSetThatMovedOnIsNotWrittenOver() {
        byte[] wales = "name,red\nWales,1\n".getBytes(StandardCharsets.UTF_8);
        SetImport imports = new SetImport(view, Clock.systemUTC());

        assertThat(imports.plan("flags", new ImportRequest(wales, false, 1L, "me"))
                        .change()
                        .revision())
                .isEqualTo(2);
        assertThatThrownBy(() -> imports.plan("flags", new ImportRequest(wales, false, 7L, "me")))
                .isInstanceOfSatisfying(RefusedException.class, refused -> {
                    assertThat(refused.refusal()).isEqualTo(Refusal.REVISION_MOVED);
                    assertThat(refused.hint()).contains("look at it again");
                })
                .hasMessageContaining("'flags' is at revision 1, not at 7");
    }

    @Test
    void whatIsNotUtf8IsRefused() {
        byte[] latin = "name,red\nCuraçao,1".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> new SetImport(view, Clock.systemUTC())
                        .plan("flags", new ImportRequest(latin, false, null, null)))
                .hasMessageContaining("not UTF-8");
    }

    @RepeatedTest(100)
    void whatWasExportedChangesNothingWhenItIsImported(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> members = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(6); i++) {
            String name = name(random) + i;
            List<Float> vector = new ArrayList<>();
            for (int a = 0; a < Flags.ATTRIBUTES.size(); a++) {
                vector.add(number(random));
            }
            vector.set(0, 1f);
            ClassPrototype prototype = new ClassPrototype(
                    "flags",
                    name,
                    vector,
                    random.nextBoolean(),
                    random.nextBoolean() ? Provenance.EXAMPLES : Provenance.DATA_SET,
                    "",
                    Instant.EPOCH,
                    "");
            Flags.put(view, RegistryKeys.prototype("flags", name), prototype);
            members.add(name);
        }
        Flags.putSet(view, Flags.set("flags", 2, members.toArray(String[]::new)));
        assertThat(view.missing("flags")).isEmpty();
        assertThat(view.set("flags").orElseThrow().getMembers()).isEqualTo(members);

        String csv = export();

        assertThat(csv.lines()).as("formulas").noneMatch(line -> line.matches("\"?[=+@＋-].*"));
        for (boolean exact : new boolean[] {true, false}) {
            assertThat(plan(csv, exact).change().entries()).as(csv).isEmpty();
            assertThat(plan("\uFEFF" + csv, exact).difference().isEmpty()).isTrue();
        }
    }

    /** Of what separates, quotes and means something elsewhere. */
    private static String name(Random random) {
        int[] letters = "ab ,;\"'=+-#\\/é日".codePoints().toArray();
        StringBuilder name =
                new StringBuilder(List.of("=", "'", "'=", "''-", "@", "＋").get(random.nextInt(6)));
        for (int i = 0; i < random.nextInt(40); i++) {
            name.appendCodePoint(letters[random.nextInt(letters.length)]);
        }
        return name.toString();
    }

    private static float number(Random random) {
        float any = Float.intBitsToFloat(random.nextInt());
        return Float.isFinite(any) && random.nextBoolean() ? any : random.nextInt(2);
    }
}
