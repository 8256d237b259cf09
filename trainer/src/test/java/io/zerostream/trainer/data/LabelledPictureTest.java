package io.zerostream.trainer.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledPictureTest {
    /** Three gigabytes without a byte of them on the disk: an array holds two. */
    @Test
    void aFileThatIsTooLargeIsRefusedUnread(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("a.jpg");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(3L << 30);
        }
        assertThatThrownBy(() ->
                        LabelledPicture.file(file, "a.jpg", 0, null).content().read())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("it has 3221225472 bytes, and the limit is 15728640");
    }
}
