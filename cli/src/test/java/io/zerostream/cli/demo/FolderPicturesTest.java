package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.cli.client.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderPicturesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir
    private Path folder;

    @Test
    void sendsWhatIsThereThenWhatComes() throws Exception {
        Files.write(folder.resolve("first.JPG"), new byte[] {1});
        Files.write(folder.resolve("notes.txt"), new byte[] {9});
        try (FolderPictures pictures = new FolderPictures(folder)) {
            assertThat(pictures.next(PATIENCE).orElseThrow().content()).containsExactly(1);

            Files.write(folder.resolve("second.png"), new byte[] {2});

            Optional<Picture> second = pictures.next(PATIENCE);
            assertThat(second.orElseThrow().content()).containsExactly(2);
            assertThat(second.get().contentType()).isEqualTo("image/png");
        }
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> new FolderPictures(missing))
                .isInstanceOf(UserException.class)
                .hasMessageContaining(missing.toString());
    }
}
