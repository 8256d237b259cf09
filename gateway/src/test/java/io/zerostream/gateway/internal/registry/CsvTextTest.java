package io.zerostream.gateway.internal.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTextTest {
    private static final String FORMULAS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private static String write(Object... cells) {
        return CsvText.write(List.<Object[]>of(cells));
    }

    private static List<String> read(String csv) {
        return CsvText.read(csv.getBytes(StandardCharsets.UTF_8)).get(0).cells();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(\"https://evil.example\")",
                "+1",
                "-1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "\uFF1D1",
                "'=1",
                "''+1",
                "'",
                "'tis",
                "a=1",
                "",
                "a;=1"
            })
    void noTextIsAFormulaAndAllComeBackAsTheyWere(String text) {
        String csv = write("first", text);

        String cell = csv.substring("\"first\",\"".length());
        assertThat(FORMULAS).as(csv).doesNotContain(cell.substring(0, 1));
        assertThat(FormulaGuard.without(FormulaGuard.with(text))).isEqualTo(text);
        assertThat(read(csv)).containsExactly("first", text);
    }

    @Test
    void numbersAreWrittenExactly() {
        assertThat(write("a", -1.5f, -2, true)).isEqualTo("\"a\",-1.5,-2,true\n");
    }

    @Test
    void aTableThatPeopleWroteMeansWhatTheyWrote() {
        assertThat(read("=a,'=b,'c,-0.5")).containsExactly("=a", "=b", "'c", "-0.5");
    }
}
