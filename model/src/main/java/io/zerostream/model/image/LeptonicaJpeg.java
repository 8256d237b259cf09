package io.zerostream.model.image;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import io.zerostream.model.image.header.JpegHeader;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * libjpeg-turbo as it stands in the Leptonica library, whose build for Java carries it ready-made for each system. A
 * picture can be decoded to a half, a quarter or an eighth of its size, which is cheaper than decoding all of it. Strict:
 * at the first warning there is no picture. Thread-safe.
 *
 * <p>The library writes one line to standard error when it meets damage behind the header. Native memory: the file and the
 * decoded picture, four bytes a pixel, from the start of {@link #decode} to its end.
 */
final class LeptonicaJpeg {
    /** Of Leptonica's levels the one above errors. */
    private static final int SAY_NOTHING = 6;
    /** Of a decoded pixel; grey ones take less. */
    static final int PIXEL_BYTES = 4;

    private static final Pattern VERSION = Pattern.compile("libjpeg-turbo ([0-9.]+)");

    private final Functions leptonica;

    private LeptonicaJpeg(Functions leptonica) {
        this.leptonica = leptonica;
    }

    /**
     * Unpacks and loads the library.
     *
     * @throws IOException when there is none for this system or it cannot be unpacked
     * @throws LinkageError when the system cannot load it
     */
    static LeptonicaJpeg load() throws IOException {
        Functions functions = LeptonicaLibrary.load(Functions.class);
        functions.setMsgSeverity(SAY_NOTHING);
        return new LeptonicaJpeg(functions);
    }

    /** For example {@code libjpeg-turbo 3.0.1}. */
    String version() {
        Pointer text = leptonica.getImagelibVersions();
        try {
            Matcher found = VERSION.matcher(text == null ? "" : text.getString(0));
            return found.find() ? found.group() : "libjpeg-turbo";
        } finally {
            leptonica.lept_free(text);
        }
    }

    /**
     * Decodes one picture.
     *
     * @param jpeg the file
     * @param header what it announces; the file is not decoded when the library reads anything else there
     * @param reduction 1, 2, 4 or 8: of so many pixels in each direction one is made
     * @param use takes the rows, which end with the call
     * @return what {@code use} made of it; empty when the library does not take the file for whole and sound
     */
    <T> Optional<T> decode(byte[] jpeg, JpegHeader header, int reduction, Function<PixelRows, T> use) {
        // once: an array would be copied there and back for each call
        try (Memory file = new Memory(jpeg.length)) {
            file.write(0, jpeg, 0, jpeg.length);
            return announces(file, header) ? decode(file, header, reduction, use) : Optional.empty();
        }
    }

    private <T> Optional<T> decode(Memory jpeg, JpegHeader header, int reduction, Function<PixelRows, T> use) {
        IntByReference warnings = new IntByReference();
        Pointer pix = leptonica.pixReadMemJpeg(jpeg, jpeg.size(), 0, reduction, warnings, 0);
        if (pix == null) {
            return Optional.empty();
        }
        try {
            Rows rows = new Rows(leptonica, pix);
            boolean expected = rows.height == (header.height() + reduction - 1) / reduction
                    && rows.width == (header.width() + reduction - 1) / reduction
                    && rows.depth == (header.components() == 1 ? 8 : 32);
            return expected && warnings.getValue() == 0 ? Optional.of(use.apply(rows)) : Optional.empty();
        } finally {
            leptonica.pixDestroy(new PointerByReference(pix));
        }
    }

    /** Size is memory: it must be the one that was judged. */
    private boolean announces(Memory jpeg, JpegHeader header) {
        IntByReference width = new IntByReference();
        IntByReference height = new IntByReference();
        IntByReference samples = new IntByReference();
        int failed = leptonica.readHeaderMemJpeg(jpeg, jpeg.size(), width, height, samples, null, null);
        return failed == 0
                && width.getValue() == header.width()
                && height.getValue() == header.height()
                && samples.getValue() == header.components();
    }

    /** Leptonica packs pixels into 32-bit words, the first at the top: one of R, G, B, unused, or four of grey. */
    private static final class Rows implements PixelRows {
        private final int height;
        private final int width;
        private final int depth;
        private final Pointer data;
        private final int[] words;

        Rows(Functions leptonica, Pointer pix) {
            height = leptonica.pixGetHeight(pix);
            width = leptonica.pixGetWidth(pix);
            depth = leptonica.pixGetDepth(pix);
            data = leptonica.pixGetData(pix);
            words = new int[leptonica.pixGetWpl(pix)];
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
            data.read((long) y * words.length * Integer.BYTES, words, 0, words.length);
            if (depth == 32) {
                for (int x = 0; x < width; x++) {
                    rgb[x] = words[x] >>> 8;
                }
            } else {
                for (int x = 0; x < width; x++) {
                    rgb[x] = ((words[x >> 2] >>> (24 - 8 * (x & 3))) & 0xff) * 0x010101;
                }
            }
        }
    }

    /** The few functions used, under the library's own names; sizes are size_t of a 64-bit system. */
    private interface Functions extends Library {
        int setMsgSeverity(int level);

        @Nullable
        Pointer getImagelibVersions();

        void lept_free(@Nullable Pointer memory);

        int readHeaderMemJpeg(
                Pointer data,
                long size,
                IntByReference width,
                IntByReference height,
                IntByReference samples,
                @Nullable Pointer ycck,
                @Nullable Pointer cmyk);

        @Nullable
        Pointer pixReadMemJpeg(Pointer data, long size, int colormap, int reduction, IntByReference warnings, int hint);

        int pixGetWidth(Pointer pix);

        int pixGetHeight(Pointer pix);

        int pixGetDepth(Pointer pix);

        int pixGetWpl(Pointer pix);

        Pointer pixGetData(Pointer pix);

        void pixDestroy(PointerByReference pix);
    }
}
