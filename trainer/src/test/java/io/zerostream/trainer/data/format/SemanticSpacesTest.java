package io.zerostream.trainer.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.Findings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SemanticSpacesTest {
    private static final Path METADATA =
            Path.of(System.getProperty("zerostream.shared", "../shared"), "data/zsl-metadata");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "cub, 312, has_bill_shape::curved_(up_or_down), has_wing_pattern::multi-colored",
        "SUN, 102, sailing/ boating, stressful",
        "awa2, 85, black, domestic"
    })
    void theBenchmarksNamesAreBundledInTheirOrder(String name, int size, String first, String last) {
        SemanticSpace space = SemanticSpaces.of(name, null, null, new Findings());

        assertThat(space.attributes()).hasSize(size).startsWith(first).endsWith(last);
        assertThat(space.wordVectors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"cub, CUB", "sun, SUN", "awa2, AWA2"})
    void theyAreThoseOfTheTables(String name, String table) {
        Path attributes = METADATA.resolve(table).resolve("class_attributes.csv");
        Path words = METADATA.resolve(table).resolve("attribute_word_vectors.csv");
        assumeTrue(
                Files.exists(attributes),
                () -> "no tables in " + METADATA.toAbsolutePath()
                        + "; set -Dzerostream.shared to the folder that has data/zsl-metadata");

        SemanticSpace space = SemanticSpaces.of(name, attributes, words, new Findings());

        assertThat(space.attributes())
                .isEqualTo(SemanticSpaces.of(name, null, null, new Findings()).attributes());
        assertThat(space.wordVectors()).hasDimensions(space.size(), 300);
    }

    @Test
    void namesComeFromAListOrFromATable() throws IOException {
        Path list = Files.writeString(folder.resolve("birds.txt"), "1 has_wing::red\n\n2 has_tail::long, forked\n");
        Path table = Files.writeString(folder.resolve("classes.csv"), "class,red,long\nrobin,1,0\n");

        assertThat(SemanticSpaces.of(list.toString(), null, null, new Findings()))
                .satisfies(s -> assertThat(s.name()).isEqualTo("birds"))
                .satisfies(s -> assertThat(s.attributes()).containsExactly("has_wing::red", "has_tail::long, forked"));
        assertThat(SemanticSpaces.of("mine", table, null, new Findings()))
                .satisfies(s -> assertThat(s.name()).isEqualTo("mine"))
                .satisfies(s -> assertThat(s.attributes()).containsExactly("red", "long"));
    }

    @Test
    void namesThatAreNotUtf8AreReadAndTold() throws IOException {
        Path list = folder.resolve("names.txt");
        Files.write(list, "rouge\nros\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        Findings findings = new Findings();

        assertThat(SemanticSpaces.of(list.toString(), null, null, findings).attributes())
                .containsExactly("rouge", "ros\u00e9");
        assertThat(findings.all()).singleElement().satisfies(f -> assertThat(f.where())
                .isEqualTo("names.txt line 2"));
    }

    @Test
    void wordVectorsGoToTheirAttributes() throws IOException {
        Path names = Files.writeString(folder.resolve("names.txt"), "red\nlong\n");
        Path words = Files.writeString(folder.resolve("words.csv"), "attribute,v0,v1\nlong,3,4\nred,1,2\n");
        Path part = Files.writeString(folder.resolve("part.csv"), "attribute,v0,v1\nred,1,2\n");

        assertThat(SemanticSpaces.of("mine", names, words, new Findings()).wordVectors())
                .isDeepEqualTo(new float[][] {{1, 2}, {3, 4}});
        assertThatThrownBy(() -> SemanticSpaces.of("mine", names, part, new Findings()))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("long");
        assertThatThrownBy(() -> SemanticSpaces.of("mine", names, folder.resolve("none.csv"), new Findings()))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("no such file");
    }

    @Test
    void aNameThatNobodyKnowsIsExplained() {
        assertThatThrownBy(() -> SemanticSpaces.of("mars", null, null, new Findings()))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("--attributes");
    }
}
