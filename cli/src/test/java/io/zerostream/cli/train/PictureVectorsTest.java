package io.zerostream.cli.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.cli.client.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PictureVectorsTest {
    @TempDir
    private Path folder;

    @Test
    void ofAFolderOnlyPicturesAreTaken() throws IOException {
        for (String name : List.of(
                "kiwi/b.jpg",
                "kiwi/c.JPG",
                "kiwi/more/a.png",
                "kiwi/._b.jpg",
                "kiwi/.DS_Store",
                "kiwi/Thumbs.db",
                "kiwi/desktop.ini",
                "kiwi/notes.txt",
                "kiwi/__MACOSX/b.jpg",
                "kiwi/.trash/old.jpg")) {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "x");
        }
        Path kiwi = folder.toRealPath().resolve("kiwi");

        assertThat(PictureVectors.files(List.of(kiwi)))
                .containsExactly(kiwi.resolve("b.jpg"), kiwi.resolve("c.JPG"), kiwi.resolve("more/a.png"));
    }

    @Test
    void aFileThatIsNamedIsTakenWhateverItsName() throws IOException {
        Path file = Files.writeString(folder.resolve("picture"), "x");

        assertThat(PictureVectors.files(List.of(file))).containsExactly(file);
    }

    @Test
    void aFolderWithoutPicturesAndAFileThatIsNotThereAreNamed() throws IOException {
        Files.writeString(folder.resolve("notes.txt"), "x");

        assertThatThrownBy(() -> PictureVectors.files(List.of(folder)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("no picture in " + folder)
                .hasMessageContaining(".jpg");
        assertThatThrownBy(() -> PictureVectors.files(List.of(folder.resolve("none.jpg"))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("none.jpg");
    }
}
