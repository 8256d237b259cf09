package io.zerostream.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a large class registry costs the job: checkpoints, heap, matching, swaps. A few classes in every build; for the
 * table {@code mvn -pl bench test -Dtest=ClassSetsTest -Dbench.classes=10000,100000 -DargLine=-Xmx4g}, which leaves
 * {@code bench/target/job/class-sets.json} for {@code bench/job.sh}.
 */
class ClassSetsTest {
    private static final String SIZES = System.getProperty("bench.classes", "300");

    @TempDir
    private Path folder;

    @Test
    void costsOfAClassRegistry() throws Exception {
        Instant start = Instant.now();
        List<List<Object>> rows = new ArrayList<>();
        for (int classes :
                Stream.of(SIZES.split(",")).mapToInt(Integer::parseInt).toArray()) {
            Path checkpoints = Files.createDirectory(folder.resolve("checkpoints-" + classes));
            try (ClassSets sets = new ClassSets(classes, checkpoints)) {
                rows.add(sets.measure());
            }
        }
        LoadReport report = LoadReport.of(
                "Class sets of 312 attributes",
                "mvn -pl bench test -Dtest=ClassSetsTest -Dbench.classes=" + SIZES,
                start,
                ClassSets.COLUMNS,
                rows,
                List.of(),
                true);
        System.out.println(report.markdown());
        Files.writeString(Files.createDirectories(Path.of("target/job")).resolve("class-sets.json"), report.toJson());
        assertThat(rows).allSatisfy(row -> assertThat(row).hasSameSizeAs(ClassSets.COLUMNS));
    }
}
