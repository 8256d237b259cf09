package io.zerostream.model.image.header;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ExifTest {
    @Test
    void exifCutOffByTheEndOfTheFileTurnsNothing() {
        byte[] exif = ExifData.orientation(6, ByteOrder.BIG_ENDIAN);

        for (int length = 0; length < 30; length++) {
            byte[] cut = Arrays.copyOf(exif, length);
            assertThat(Exif.orientation(cut, 0, 1 << 20)).isEqualTo(Orientation.UPRIGHT);
        }
        assertThat(Exif.orientation(exif, 1L << 40, 100)).isEqualTo(Orientation.UPRIGHT);
        assertThat(Exif.orientation(exif, 0, 0xffffffffL)).isEqualTo(Orientation.of(6));
    }
}
