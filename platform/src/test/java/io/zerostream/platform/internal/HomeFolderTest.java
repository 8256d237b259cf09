package io.zerostream.platform.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.platform.config.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeFolderTest {
    private static final long MIB = 1024 * 1024;

    @TempDir
    private Path folder;

    @Test
    void keepsDataUnlessAskedToForget() throws IOException {
        Path home = folder.resolve("home");
        Path kept = home.resolve("kafka/data/segment");
        Path others = home.resolve("runs/report.json");
        Files.createDirectories(kept.getParent());
        Files.createDirectories(others.getParent());
        Files.writeString(kept, "records");
        Files.writeString(others, "not the platform's");

        HomeFolder.open(home, false).close();
        assertThat(kept).exists();

        HomeFolder.open(home, true).close();
        assertThat(home.resolve("kafka")).doesNotExist();
        assertThat(others).exists();
    }

    @Test
    void deletesTemporaryFilesWhenClosedAndThoseOfACrashedRunWhenOpened() throws IOException {
        Path left = folder.resolve("tmp/kafka/left-by-a-crash");
        Files.createDirectories(left.getParent());
        Files.writeString(left, "x");
        Path mine;
        try (HomeFolder home = HomeFolder.open(folder, false)) {
            assertThat(left).doesNotExist();
            mine = Files.writeString(home.temporary("kafka").resolve("mine"), "x");
        }
        assertThat(mine).doesNotExist();
        assertThat(folder.resolve("tmp")).doesNotExist();
    }

    @Test
    void refusesASecondPlatformNamingTheFirst() {
        try (HomeFolder first = HomeFolder.open(folder, false)) {
            assertThat(first.folder("kafka")).isDirectory();
            assertThatThrownBy(() -> HomeFolder.open(folder, true))
                    .isInstanceOf(PlatformException.class)
                    .hasMessageContaining("another ZeroStream (process "
                            + ProcessHandle.current().pid() + ") uses " + folder)
                    .hasMessageContaining("ZEROSTREAM_HOME");
            assertThat(folder.resolve("kafka")).as("the data of the first").isDirectory();
        }
        assertThatNoException().as("free again").isThrownBy(() -> HomeFolder.open(folder, false)
                .close());
    }

    @Test
    void saysSoWhenTheHomeCannotBeMade() throws IOException {
        Path file = Files.writeString(folder.resolve("a-file"), "x");

        assertThatThrownBy(() -> HomeFolder.open(file, false))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("cannot write to " + file)
                .hasMessageContaining("is a file, not a folder")
                .hasMessageContaining("ZEROSTREAM_HOME");
    }

    @Test
    void saysSoWhenTheDiskIsNearlyFull() {
        assertThatNoException().isThrownBy(() -> HomeFolder.requireSpace(folder, 256 * MIB));
        assertThatThrownBy(() -> HomeFolder.requireSpace(folder, 255 * MIB))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("only 255 MiB are free on the disk of " + folder)
                .hasMessageContaining("at least 256 MiB");
    }
}
