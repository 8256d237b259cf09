package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.model.image.ImageRejectedException.Reason;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the components of a JPEG mean is told by its markers, or by their names. */
class JpegPicturesTest {
    private static final int SIDE = 16;
    private static final int[] SAMPLES = {120, 90, 200};
    /** The same as Y, Cb and Cr. */
    private static final int[] AS_RGB = {221, 82, 53};

    private final ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());
    private final ImagePreprocessor plain =
            new ImagePreprocessor(ImageLimits.defaults(), true, JpegDecoder.choose("imageio"));

    private enum Kind {
        JFIF("\1\2\3", 0xe0, "JFIF\0\1\1\0\0\1\0\1\0\0", AS_RGB),
        ADOBE_YCC("\1\2\3", 0xee, "Adobe\0d\0\0\0\0\1", AS_RGB),
        ADOBE_RGB("\1\2\3", 0xee, "Adobe\0d\0\0\0\0\0", SAMPLES),
        EXIF("\1\2\3", 0xe1, "Exif\0\0MM\0*\0\0\0\10\0\0", AS_RGB),
        USUAL_NAMES("\1\2\3", 0xfe, "no marker of colours", AS_RGB),
        NAMED_RGB("RGB", 0xfe, "no marker of colours", SAMPLES);

        final String names;
        final int marker;
        final String content;
        final int[] pixel;

        Kind(String names, int marker, String content, int[] pixel) {
            this.names = names;
            this.marker = marker;
            this.content = content;
            this.pixel = pixel;
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void hasTheColoursThatItsMarkersMean(Kind kind) throws Exception {
        byte[] jpeg = withSegment(named(flat(SAMPLES), kind.names), kind.marker, kind.content);

        for (ImagePreprocessor each : new ImagePreprocessor[] {preprocessor, plain}) {
            byte[] pixels = each.decode(jpeg, SIDE, SIDE).pixels();
            for (int i = 0; i < pixels.length; i++) {
                assertThat(pixels[i] & 0xff).isCloseTo(kind.pixel[i % 3], within(2));
            }
        }
    }

    @Test
    void greyHasEqualColours() throws Exception {
        for (ImagePreprocessor each : new ImagePreprocessor[] {preprocessor, plain}) {
            byte[] pixels = each.decode(flat(77), SIDE, SIDE).pixels();

            assertThat(pixels).containsOnly(pixels[0]);
            assertThat(pixels[0] & 0xff).isCloseTo(77, within(2));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 172, 129, 86", "2, 81, 36, 13"})
    void ofInksEachLightIsWhatItsInkAndBlackLetThrough(int transform, int red, int green, int blue) throws Exception {
        byte[] jpeg = withSegment(flat(200, 150, 100, 220), 0xee, "Adobe\0d\0\0\0\0" + (char) transform);

        byte[] pixels = preprocessor.decode(jpeg, SIDE, SIDE).pixels();

        int[] expected = {red, green, blue};
        for (int i = 0; i < pixels.length; i++) {
            assertThat(pixels[i] & 0xff).isCloseTo(expected[i % 3], within(2));
        }
        assertThat(preprocessor.check(jpeg)).isEqualTo("image/jpeg");
    }

    /** By the header, so that an upload is told at once: decoders do not agree on these. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Adobe\0d\0\0\0\0\1"})
    void inksThatNobodyExplainsAreRefusedWithWhatToDo(String adobe) throws IOException {
        byte[] inks = flat(200, 150, 100, 220);
        byte[] jpeg = adobe.isEmpty() ? inks : withSegment(inks, 0xee, adobe);

        assertThatThrownBy(() -> preprocessor.check(jpeg))
                .isInstanceOfSatisfying(ImageRejectedException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.UNDECODABLE))
                .hasMessageContaining("CMYK")
                .hasMessageContaining("store it as RGB");
    }

    /** All pixels alike, components as they are; without a marker that says what they mean. */
    private static byte[] flat(int... components) throws IOException {
        WritableRaster raster =
                Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, SIDE, SIDE, components.length, null);
        for (int i = 0; i < SIDE * SIDE; i++) {
            raster.setPixel(i % SIDE, i / SIDE, components);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(raster, null, null));
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static byte[] named(byte[] jpeg, String names) {
        byte[] renamed = jpeg.clone();
        int frame = HostileFiles.find(jpeg, 0xc0, 0);
        int scan = HostileFiles.find(jpeg, 0xda, 0);
        for (int i = 0; i < names.length(); i++) {
            renamed[frame + 10 + 3 * i] = (byte) names.charAt(i);
            renamed[scan + 5 + 2 * i] = (byte) names.charAt(i);
        }
        return renamed;
    }

    private static byte[] withSegment(byte[] jpeg, int marker, String content) {
        return HostileFiles.joined(
                Arrays.copyOf(jpeg, 2),
                new byte[] {(byte) 0xff, (byte) marker, 0, (byte) (content.length() + 2)},
                content.getBytes(StandardCharsets.ISO_8859_1),
                Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }
}
