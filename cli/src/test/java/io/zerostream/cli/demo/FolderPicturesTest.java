package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.cli.client.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderPicturesTest {
    private static final Duration SETTLE = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    @TempDir
    private Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void aPictureCarriesItsFileAndPeopleAreToldWhatIsNotSent() throws Exception {
        Files.write(Files.createDirectories(folder.resolve("north")).resolve("a.jpg"), new byte[] {1});
        Files.write(folder.resolve("large.png"), new byte[20]);
        Files.write(folder.resolve("notes.txt"), new byte[1]);
        try (FolderPictures pictures = new FolderPictures(folder, SETTLE, 10, told::add)) {
            Picture picture = pictures.next(PATIENCE).orElseThrow();
            assertThat(picture.file()).isEqualTo("north/a.jpg");
            assertThat(picture.eventId()).startsWith("north/a.jpg@");
            assertThat(picture.sourceId()).isEqualTo(folder.getFileName().toString());
            assertThat(picture.contentType()).isEqualTo("image/jpeg");
            assertThat(pictures.next(PATIENCE)).isEmpty();
            assertThat(pictures.next(PATIENCE)).isEmpty();
        }
        assertThat(told).hasSize(2);
        assertThat(told.get(0)).contains("large.png", "20 bytes", "limit is 10");
        assertThat(told.get(1))
                .contains(folder + ", 1 pictures were sent", "1 no pictures by their names, 1 too large");
    }

    @Test
    void aFolderThatIsEmptyAllAtOnceIsToldAsAShareThatIsNotMounted() throws Exception {
        Path only = Files.write(folder.resolve("a.jpg"), new byte[] {1});
        try (FolderPictures pictures = new FolderPictures(folder, SETTLE, 10, told::add)) {
            assertThat(pictures.next(PATIENCE)).isPresent();
            Files.delete(only);
            assertThat(pictures.next(PATIENCE)).isEmpty();
        }
        assertThat(told).last().asString().contains(folder + " is empty", "mount it", "not sent again");
    }

    @Test
    void aFolderThatIsNotThereIsNamed() throws IOException {
        Path missing = folder.resolve("missing");
        Path file = Files.write(folder.resolve("a.png"), new byte[1]);
        for (Path wrong : List.of(missing, file)) {
            assertThatThrownBy(() -> new FolderPictures(wrong, SETTLE, 10, told::add))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(wrong.toString());
        }
    }
}
