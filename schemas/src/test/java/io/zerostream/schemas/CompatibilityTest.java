package io.zerostream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaParser;
import org.apache.avro.specific.SpecificData;
import org.junit.jupiter.api.Test;

/** FULL_TRANSITIVE against every release: each schema reads what every released one wrote, and the other way round. */
class CompatibilityTest {
    private static final Path RELEASED = Path.of("src/main/resources/io/zerostream/schemas/released");

    @Test
    void everyReleasedSchemaAndTodaysReadEachOther() throws IOException, ClassNotFoundException {
        List<Path> releases;
        try (Stream<Path> folders = Files.list(RELEASED)) {
            releases = folders.sorted().toList();
        }
        assertThat(releases).isNotEmpty();
        for (Path release : releases) {
            for (Schema released : parse(release)) {
                Schema today = SpecificData.get().getSchema(Class.forName(released.getFullName()));
                assertCompatible(today, released, release);
                assertCompatible(released, today, release);
            }
        }
    }

    @Test
    void everyRecordIsInTheLatestRelease() throws IOException {
        try (Stream<Path> sources = Files.list(Path.of("src/main/avro"));
                Stream<Path> releases = Files.list(RELEASED)) {
            Path latest = releases.sorted().reduce((a, b) -> b).orElseThrow();
            assertThat(sources.map(p -> p.getFileName().toString())
                            .filter(name -> Files.notExists(latest.resolve(name))))
                    .as("records that no release has: copy them to %s when releasing", latest)
                    .isEmpty();
        }
    }

    @Test
    void seesAnIncompatibleChange() {
        Schema before = new Schema.Parser().parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[]}");
        Schema after = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}");

        assertThat(compatibility(after, before)).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
    }

    private static void assertCompatible(Schema reader, Schema writer, Path release) {
        assertThat(compatibility(reader, writer))
                .as(
                        "%s against release %s: new fields need defaults, old ones must stay",
                        reader.getFullName(), release.getFileName())
                .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }

    private static SchemaCompatibilityType compatibility(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getType();
    }

    private static List<Schema> parse(Path folder) throws IOException {
        SchemaParser parser = new SchemaParser();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                parser.parse(file);
            }
        }
        return parser.getParsedNamedSchemas();
    }
}
