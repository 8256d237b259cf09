package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFilesTest {
    @Test
    void aPictureIsToldByItsEnding() {
        assertThat(PictureFiles.mediaType(Path.of("birds/a.JPG"))).contains("image/jpeg");
        assertThat(PictureFiles.mediaType(Path.of("a.b.webp"))).contains("image/webp");
        assertThat(PictureFiles.mediaType(Path.of("notes.txt"))).isEmpty();
        assertThat(PictureFiles.mediaType(Path.of("jpg"))).isEmpty();
        assertThat(PictureFiles.mediaType(Path.of("/"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"._a.jpg", ".DS_Store", "Thumbs.db", "THUMBS.DB", "desktop.ini", "__MACOSX", "x/.hidden.png"})
    void whatSystemsLeaveBehindIsNoPicture(String name) {
        assertThat(PictureFiles.isDebris(Path.of(name))).isTrue();
        assertThat(PictureFiles.mediaType(Path.of(name))).isEmpty();
    }

    @Test
    void whatAPersonPutThereIsNoDebris() {
        assertThat(PictureFiles.isDebris(Path.of(".hidden/a.jpg"))).isFalse();
        assertThat(PictureFiles.isDebris(Path.of("Thumbs"))).isFalse();
    }
}
