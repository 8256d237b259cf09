package io.zerostream.model.vmamba.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CpuLibraryTest {
    private static final Path SOURCES = Path.of("src/main/native");

    @Test
    void isThereOnLinux() {
        assumeTrue(Platform.isLinux(), "no Linux");

        assertThat(CpuLibrary.isAvailable()).as(CpuLibrary.describe()).isTrue();
        assertThat(CpuLibrary.describe()).startsWith("native kernels for linux-");
    }

    /** Red when a source was changed and build.sh not run. */
    @Test
    void wasBuiltFromTheSourcesThatShip() throws Exception {
        assumeTrue(CpuLibrary.isAvailable(), CpuLibrary::describe);

        assertThat(CpuLibrary.sources()).isEqualTo(digest());
    }

    /** The same digest as build.sh takes: the script, then the headers, then the units, each in order of names. */
    private static String digest() throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(Files.readAllBytes(SOURCES.resolve("build.sh")));
        for (String ending : List.of(".h", ".cc")) {
            for (Path file : files(ending)) {
                all.write(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(all.toByteArray()));
    }

    private static List<Path> files(String ending) throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.filter(f -> f.toString().endsWith(ending))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
        }
    }
}
