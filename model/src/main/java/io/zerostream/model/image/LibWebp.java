package io.zerostream.model.image;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * WebP's reference decoder, libwebp, where one is packed for this system. What it refuses is refused. Thread-safe. Native
 * memory: the decoded picture, three bytes a pixel, from the start of {@link #decode} to its end, and what the decoder
 * holds meanwhile.
 */
final class LibWebp {
    /** Of a decoded pixel. */
    static final int PIXEL_BYTES = 3;

    private final Functions webp;

    private LibWebp(Functions webp) {
        this.webp = webp;
    }

    /**
     * Loads the library.
     *
     * @throws IOException when there is none for this system or it cannot be unpacked
     * @throws LinkageError when the system cannot load it, or it lacks the functions
     */
    static LibWebp load() throws IOException {
        LibWebp loaded = new LibWebp(LeptonicaLibrary.load(Functions.class));
        loaded.version();
        return loaded;
    }

    /** For example {@code libwebp 1.5.0}. */
    String version() {
        int version = webp.WebPGetDecoderVersion();
        return "libwebp " + (version >> 16) + "." + (version >> 8 & 0xff) + "." + (version & 0xff);
    }

    /**
     * Decodes one picture.
     *
     * @param file of a single frame
     * @param height rows that were judged; a file that says anything else is not decoded
     * @param width columns, as well
     * @param use takes the rows, which end with the call
     * @return what {@code use} made of it; empty when the library refuses the file
     */
    <T> Optional<T> decode(byte[] file, int height, int width, Function<PixelRows, T> use) {
        IntByReference rows = new IntByReference();
        IntByReference columns = new IntByReference();
        if (webp.WebPGetInfo(file, file.length, columns, rows) == 0
                || rows.getValue() != height
                || columns.getValue() != width) {
            return Optional.empty();
        }
        int stride = PIXEL_BYTES * width;
        try (Memory pixels = new Memory((long) stride * height)) {
            Pointer done = webp.WebPDecodeRGBInto(file, file.length, pixels, pixels.size(), stride);
            return done == null ? Optional.empty() : Optional.of(use.apply(new Rows(pixels, height, width)));
        }
    }

    private static final class Rows implements PixelRows {
        private final Memory pixels;
        private final int height;
        private final int width;
        private final byte[] row;

        Rows(Memory pixels, int height, int width) {
            this.pixels = pixels;
            this.height = height;
            this.width = width;
            row = new byte[PIXEL_BYTES * width];
        }

        @Override
        public int height() {
            return height;
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public void read(int y, int[] rgb) {
            pixels.read((long) y * row.length, row, 0, row.length);
            for (int x = 0, at = 0; x < width; x++, at += PIXEL_BYTES) {
                rgb[x] = (row[at] & 0xff) << 16 | (row[at + 1] & 0xff) << 8 | (row[at + 2] & 0xff);
            }
        }
    }

    /** The few functions used, under the library's own names; sizes are size_t of a 64-bit system. */
    private interface Functions extends Library {
        int WebPGetDecoderVersion();

        int WebPGetInfo(byte[] data, long size, IntByReference width, IntByReference height);

        @Nullable
        Pointer WebPDecodeRGBInto(byte[] data, long size, Pointer output, long outputSize, int stride);
    }
}
