package io.zerostream.model.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of PNG becomes the colours that it stores: of 16 bits the upper eight, grey spread to 0 to 255, transparency
 * dropped.
 */
class PngPicturesTest {
    private static final int GREY = 0;
    private static final int COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int WIDTH = 21;
    private static final int HEIGHT = 13;

    private final ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());
    private final byte[] palette = new byte[3 * 256];

    PngPicturesTest() {
        new Random(1).nextBytes(palette);
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                        "0 1", "0 2", "0 4", "0 8", "0 16", "2 8", "2 16", "3 1", "3 2", "3 4", "3 8", "4 8", "4 16",
                        "6 8", "6 16")
                .map(kind -> kind.split(" "))
                .flatMap(kind -> Stream.of(true, false)
                        .map(interlaced ->
                                Arguments.of(Integer.parseInt(kind[0]), Integer.parseInt(kind[1]), interlaced)));
    }

    @ParameterizedTest(name = "colour type {0}, {1} bits, interlaced {2}")
    @MethodSource("kinds")
    void hasTheColoursThatItStores(int colourType, int depth, boolean interlaced) throws Exception {
        int[] samples = samples(colourType, depth);
        byte[] png = interlaced ? interlaced(samples, colourType, depth) : plain(samples, colourType, depth);
        if (colourType == PALETTE) {
            png = PngFiles.withBefore("IDAT", png, "PLTE", Arrays.copyOf(palette, 3 << depth));
        }
        RgbImage expected = expected(samples, colourType, depth);

        OrientedPicturesTest.assertClose(preprocessor.decode(png, HEIGHT, WIDTH), expected, 1);
    }

    @ParameterizedTest(name = "colour type {0}, {1} bits")
    @MethodSource("kinds")
    void aColourThatCountsAsTransparentIsStillAColour(int colourType, int depth, boolean interlaced) throws Exception {
        if (colourType > PALETTE) {
            return;
        }
        int[] samples = samples(colourType, depth);
        byte[] png = interlaced ? interlaced(samples, colourType, depth) : plain(samples, colourType, depth);
        byte[] transparent = new byte[colourType == GREY ? 2 : colourType == COLOUR ? 6 : 1 << depth];
        if (colourType != PALETTE) {
            for (int i = 0; i < transparent.length / 2; i++) {
                ByteBuffer.wrap(transparent).putShort(2 * i, (short) samples[i]);
            }
        } else {
            png = PngFiles.withBefore("IDAT", png, "PLTE", Arrays.copyOf(palette, 3 << depth));
        }
        png = PngFiles.withBefore("IDAT", png, "tRNS", transparent);

        OrientedPicturesTest.assertClose(
                preprocessor.decode(png, HEIGHT, WIDTH), expected(samples, colourType, depth), 1);
    }

    @ParameterizedTest(name = "colour type {0}, {1} bits")
    @MethodSource("kinds")
    void aColourProfileOrGammaChangesNothing(int colourType, int depth, boolean interlaced) throws Exception {
        if (colourType == PALETTE || interlaced) {
            return;
        }
        int[] samples = samples(colourType, depth);
        boolean colour = (colourType & COLOUR) != 0;
        byte[] profile = ICC_Profile.getInstance(colour ? ColorSpace.CS_LINEAR_RGB : ColorSpace.CS_GRAY)
                .getData();
        ByteArrayOutputStream named = new ByteArrayOutputStream();
        named.writeBytes(new byte[] {'l', 'i', 'n', 0, 0});
        try (DeflaterOutputStream out = new DeflaterOutputStream(named)) {
            out.write(profile);
        }
        byte[] png = plain(samples, colourType, depth);
        byte[] gamma = ByteBuffer.allocate(4).putInt(100_000).array();

        for (byte[] each : new byte[][] {
            PngFiles.withBefore("IDAT", png, "iCCP", named.toByteArray()),
            PngFiles.withBefore("IDAT", png, "gAMA", gamma)
        }) {
            OrientedPicturesTest.assertClose(
                    preprocessor.decode(each, HEIGHT, WIDTH), expected(samples, colourType, depth), 1);
        }
    }

    private static int channels(int colourType) {
        return new int[] {1, 0, 3, 1, 2, 0, 4}[colourType];
    }

    private static int[] samples(int colourType, int depth) {
        return new Random(depth)
                .ints((long) WIDTH * HEIGHT * channels(colourType), 0, 1 << depth)
                .toArray();
    }

    private RgbImage expected(int[] samples, int colourType, int depth) {
        ByteBuffer out = ByteBuffer.allocate(HEIGHT * WIDTH * 3);
        int channels = channels(colourType);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            for (int c = 0; c < 3; c++) {
                int sample = samples[i * channels + ((colourType & COLOUR) != 0 && colourType != PALETTE ? c : 0)];
                if (colourType == PALETTE) {
                    out.put(palette[3 * sample + c]);
                } else {
                    out.put((byte) (depth == 16 ? sample >> 8 : sample * 255 / ((1 << depth) - 1)));
                }
            }
        }
        return new RgbImage(HEIGHT, WIDTH, out.array());
    }

    private static byte[] plain(int[] samples, int colourType, int depth) throws IOException {
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        pass(samples, channels(colourType), depth, new int[] {0, 0, 1, 1}, data);
        return PngFiles.ofFiltered(WIDTH, HEIGHT, depth, colourType, false, data.toByteArray());
    }

    /** Adam7. */
    private static byte[] interlaced(int[] samples, int colourType, int depth) throws IOException {
        int[][] passes = {
            {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
        };
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int[] pass : passes) {
            pass(samples, channels(colourType), depth, pass, data);
        }
        return PngFiles.ofFiltered(WIDTH, HEIGHT, depth, colourType, true, data.toByteArray());
    }

    /** @param pass first column, first row, columns and rows from one pixel to the next */
    private static void pass(int[] samples, int channels, int depth, int[] pass, ByteArrayOutputStream out) {
        for (int y = pass[1]; y < HEIGHT; y += pass[3]) {
            out.write(0);
            long bits = 0;
            int held = 0;
            for (int x = pass[0]; x < WIDTH; x += pass[2]) {
                for (int c = 0; c < channels; c++) {
                    bits = bits << depth | samples[(y * WIDTH + x) * channels + c];
                    for (held += depth; held >= 8; held -= 8) {
                        out.write((int) (bits >> (held - 8)));
                    }
                }
            }
            if (held > 0) {
                out.write((int) (bits << (8 - held)));
            }
        }
    }
}
