package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.model.image.header.ExifData;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A picture is classified as its camera saw it, however it was held. */
class OrientedPicturesTest {
    private static final ImageLimits LIMITS = ImageLimits.defaults();
    private static final int EXIF = 0xe1;

    private final ImagePreprocessor quick = new ImagePreprocessor(LIMITS);
    private final ImagePreprocessor exact = ImagePreprocessor.exact(LIMITS);
    private final ImagePreprocessor plain =
            new ImagePreprocessor(LIMITS, true, JpegDecoder.choose("imageio"), WebpDecoder.shared(), System::nanoTime);

    static IntStream orientations() {
        return IntStream.rangeClosed(1, 8);
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void aJpegIsWhatTurningBeforeResizingMakesOfIt(int orientation) throws Exception {
        byte[] jpeg = JpegFiles.colour(150, 97, orientation % 2 == 0);
        RgbImage expected = turned(exact.decode(jpeg, 97, 150), orientation).resize(40, 56);

        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            byte[] tagged = tagged(jpeg, ExifData.orientation(orientation, order));
            assertClose(exact.decode(tagged, 40, 56), expected, 1);
            assertClose(plain.decode(tagged, 40, 56), expected, 1);
            assertThat(quick.check(tagged)).isEqualTo("image/jpeg");
        }
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void aReducedJpegIsTurnedAsWell(int orientation) throws Exception {
        byte[] jpeg = JpegFiles.colour(960, 400, false);
        RgbImage expected = turned(quick.decode(jpeg, 400, 960), orientation).resize(50, 100);

        RgbImage reduced = quick.decode(tagged(jpeg, orientation), 50, 100);

        double sum = 0;
        for (int i = 0; i < expected.pixels().length; i++) {
            sum += Math.abs((expected.pixels()[i] & 0xff) - (reduced.pixels()[i] & 0xff));
        }
        assertThat(sum / expected.pixels().length).isLessThan(1.2);
    }

    @ParameterizedTest
    @MethodSource("orientations")
    void aPngIsTurnedWhereverItSaysSo(int orientation) throws Exception {
        byte[] png = PngFiles.noise(31, 17, 8, 2);
        RgbImage expected = turned(exact.decode(png, 17, 31), orientation).resize(20, 20);
        byte[] exif = ExifData.orientation(orientation, ByteOrder.LITTLE_ENDIAN);

        assertClose(exact.decode(PngFiles.withBefore("IDAT", png, "eXIf", exif), 20, 20), expected, 1);
        assertClose(exact.decode(PngFiles.withBefore("IEND", png, "eXIf", exif), 20, 20), expected, 1);
    }

    /** A photograph of a phone: 12 megapixels, a thumbnail and a maker's notes. The small result is turned, not the picture. */
    @Test
    void toTurnAPhotographAndToReadOverItsMetadataCostsNextToNothing() throws Exception {
        byte[] photo = JpegFiles.colour(4000, 3000, false);
        byte[] heavy = photo;
        for (int i = 0; i < 16; i++) {
            heavy = JpegFiles.with(heavy, 0xe5, new byte[60_000]);
        }
        byte[][] files = {photo, tagged(photo, 6), tagged(heavy, 6)};
        long[] least = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
        for (int turn = 0; turn < 20; turn++) {
            for (int i = 0; i < files.length; i++) {
                long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                quick.decode(files[i], 224, 224);
                least[i] =
                        Math.min(least[i], ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
            }
        }
        assertThat((double) least[1] / least[0]).as("turned").isLessThan(1.1);
        assertThat((double) least[2] / least[0])
                .as("with 1 MB of metadata, which has to be brought to the library")
                .isLessThan(1.2);
    }

    @Test
    void largePicturesAreThinnedAlongTheirOwnSides() throws Exception {
        byte[] png = PngFiles.noise(5000, 1000, 8, 0);
        byte[] exif = ExifData.orientation(6, ByteOrder.BIG_ENDIAN);
        RgbImage expected = turned(quick.decode(png, 12, 60), 6);

        assertThat(quick.decode(PngFiles.withBefore("IDAT", png, "eXIf", exif), 60, 12)
                        .pixels())
                .isEqualTo(expected.pixels());
    }

    @Test
    void atItsOwnSizeATurnedPictureKeepsEveryValue() throws Exception {
        byte[] jpeg = JpegFiles.colour(48, 32, false);
        RgbImage stored = exact.decode(jpeg, 32, 48);

        assertThat(exact.decode(tagged(jpeg, 6), 48, 32).pixels())
                .isEqualTo(turned(stored, 6).pixels());
    }

    @Test
    void turningMovesNoLimit() throws Exception {
        byte[] jpeg = JpegFiles.colour(64, 48, false);
        ImagePreprocessor strict = new ImagePreprocessor(new ImageLimits(1 << 20, 64 * 48));

        assertThat(strict.decode(tagged(jpeg, 6), 9, 8).pixels()).hasSize(9 * 8 * 3);
    }

    static Stream<byte[]> hostile() {
        return Stream.of(
                new byte[0],
                new byte[] {'M', 'M'},
                ExifData.with(0, 1, ExifData.SHORT, 6),
                ExifData.with(-1, 1, ExifData.SHORT, 6),
                ExifData.with(Integer.MAX_VALUE, 1, ExifData.SHORT, 6),
                ExifData.with(24, 1, ExifData.SHORT, 6),
                ExifData.with(8, 0, ExifData.SHORT, 6),
                ExifData.with(8, 1, 2, 6),
                ExifData.with(8, 1, ExifData.SHORT, 0),
                ExifData.with(8, 1, ExifData.SHORT, 9),
                ExifData.with(8, 1, ExifData.LONG, -2),
                Arrays.copyOf(ExifData.orientation(6, ByteOrder.BIG_ENDIAN), 30),
                HostileFiles.joined(new byte[] {'X', 'X'}, new byte[40]));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void exifThatCannotBeTurnsNothing(byte[] exif) throws Exception {
        byte[] jpeg = JpegFiles.colour(48, 32, false);

        assertThat(exact.decode(tagged(jpeg, exif), 32, 48).pixels())
                .isEqualTo(exact.decode(jpeg, 32, 48).pixels());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 65_535})
    void aDirectoryThatAnnouncesMoreTagsThanItHasIsReadAsFarAsItGoes(int entries) throws Exception {
        byte[] jpeg = JpegFiles.colour(48, 32, false);

        assertThat(exact.decode(tagged(jpeg, ExifData.with(8, entries, ExifData.LONG, 3)), 32, 48)
                        .pixels())
                .isEqualTo(turned(exact.decode(jpeg, 32, 48), 3).pixels());
    }

    private static byte[] tagged(byte[] jpeg, int orientation) {
        return tagged(jpeg, ExifData.orientation(orientation, ByteOrder.BIG_ENDIAN));
    }

    private static byte[] tagged(byte[] jpeg, byte[] exif) {
        return JpegFiles.with(jpeg, EXIF, ExifData.marked(exif));
    }

    /** What to do with what is stored, in the words of Pillow's {@code exif_transpose}. */
    static RgbImage turned(RgbImage stored, int orientation) {
        return switch (orientation) {
            case 1 -> stored;
            case 2 -> mirrored(stored);
            case 3 -> clockwise(clockwise(stored));
            case 4 -> mirrored(clockwise(clockwise(stored)));
            case 5 -> clockwise(clockwise(clockwise(mirrored(stored))));
            case 6 -> clockwise(stored);
            case 7 -> clockwise(mirrored(stored));
            case 8 -> clockwise(clockwise(clockwise(stored)));
            default -> throw new IllegalArgumentException("no orientation " + orientation);
        };
    }

    private static RgbImage clockwise(RgbImage in) {
        ByteBuffer out = ByteBuffer.allocate(in.pixels().length);
        for (int x = 0; x < in.width(); x++) {
            for (int y = in.height() - 1; y >= 0; y--) {
                out.put(in.pixels(), (y * in.width() + x) * 3, 3);
            }
        }
        return new RgbImage(/* height= */ in.width(), /* width= */ in.height(), out.array());
    }

    private static RgbImage mirrored(RgbImage in) {
        ByteBuffer out = ByteBuffer.allocate(in.pixels().length);
        for (int y = 0; y < in.height(); y++) {
            for (int x = in.width() - 1; x >= 0; x--) {
                out.put(in.pixels(), (y * in.width() + x) * 3, 3);
            }
        }
        return new RgbImage(in.height(), in.width(), out.array());
    }

    static void assertClose(RgbImage is, RgbImage expected, int allowed) {
        assertThat(is.height()).isEqualTo(expected.height());
        assertThat(is.width()).isEqualTo(expected.width());
        for (int i = 0; i < expected.pixels().length; i++) {
            assertThat(is.pixels()[i] & 0xff).as("value %d", i).isCloseTo(expected.pixels()[i] & 0xff, within(allowed));
        }
    }
}
