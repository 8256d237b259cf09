package io.zerostream.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was found once is not found again. */
class FindsTest {
    private static final Path FINDS = Path.of("src/test/resources/finds");

    static Stream<String> targets() {
        return FuzzTarget.all().stream().map(FuzzTarget::name);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void seedsAndFormerFindsGoWell(String name) throws Exception {
        FuzzTarget target = FuzzTarget.named(name);
        assertThat(target.seeds()).isNotEmpty();
        for (byte[] seed : target.seeds()) {
            assertThat(seed).hasSizeLessThanOrEqualTo(target.maxBytes());
            target.run(seed);
        }
        for (Path find : finds(FINDS.resolve(name))) {
            try {
                target.run(Files.readAllBytes(find));
            } catch (Exception e) {
                throw new AssertionError("target " + name + " again goes wrong on " + find, e);
            }
        }
    }

    @Test
    void everyFolderOfFindsHasItsTarget() throws IOException {
        try (Stream<Path> folders = Files.list(FINDS)) {
            assertThat(folders.map(folder -> folder.getFileName().toString()))
                    .isSubsetOf(targets().toList());
        }
    }

    private static List<Path> finds(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
