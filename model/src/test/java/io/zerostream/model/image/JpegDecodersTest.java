package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zerostream.model.ModelException;
import io.zerostream.model.image.ImageRejectedException.Reason;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to decode JPEG give the same picture. */
class JpegDecodersTest {
    private static final ImageLimits LIMITS = ImageLimits.defaults();
    private static final int PROFILE = 0xe2;

    private final JpegDecoder auto = JpegDecoder.choose("auto");
    private final ImagePreprocessor quick = new ImagePreprocessor(LIMITS, false, auto);
    private final ImagePreprocessor turbo = new ImagePreprocessor(LIMITS, true, auto);
    private final ImagePreprocessor plain = new ImagePreprocessor(LIMITS, true, JpegDecoder.choose("imageio"));

    @BeforeEach
    void needTheLibrary() {
        assumeThat(auto.describe())
                .as("no libjpeg-turbo is packed for this system: nothing to compare")
                .contains("libjpeg-turbo ");
    }

    static Stream<byte[]> ordinaryFiles() {
        return Stream.of(
                JpegFiles.colour(64, 48, false),
                JpegFiles.colour(65, 47, false),
                JpegFiles.colour(1, 1, false),
                JpegFiles.colour(640, 480, false),
                JpegFiles.colour(321, 207, true),
                JpegFiles.grey(127, 63),
                JpegFiles.inks(65, 47, 0),
                JpegFiles.inks(120, 90, 2));
    }

    @ParameterizedTest
    @MethodSource("ordinaryFiles")
    void decodedWholeBothGiveTheSamePixels(byte[] jpeg) throws Exception {
        assertThat(takenByTurbo(jpeg)).isTrue();
        assertThat(turbo.decode(jpeg, 40, 56).pixels())
                .isEqualTo(plain.decode(jpeg, 40, 56).pixels());
    }

    @ParameterizedTest
    @CsvSource({"640,480,100,1.2", "1920,1080,224,1.2", "3000,2000,224,1.2"})
    void aReducedPictureIsCloseToTheWholeOne(int width, int height, int side, double allowed) throws Exception {
        byte[] jpeg = JpegFiles.colour(width, height, false);
        byte[] whole = turbo.decode(jpeg, side, side).pixels();
        byte[] reduced = quick.decode(jpeg, side, side).pixels();

        assertThat(reduced).as("reduced at all").isNotEqualTo(whole);
        assertThat(meanDifference(reduced, whole)).isLessThan(allowed);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void inksAreReducedToo(int transform) throws Exception {
        byte[] jpeg = JpegFiles.inks(640, 480, transform);
        byte[] whole = turbo.decode(jpeg, 100, 100).pixels();
        byte[] reduced = quick.decode(jpeg, 100, 100).pixels();

        assertThat(reduced).as("reduced at all").isNotEqualTo(whole);
        assertThat(meanDifference(reduced, whole)).isLessThan(3);
    }

    @Test
    void aPictureNotMuchLargerThanTheResultIsDecodedWhole() throws Exception {
        byte[] jpeg = JpegFiles.colour(640, 480, false);

        assertThat(quick.decode(jpeg, 224, 224).pixels())
                .isEqualTo(plain.decode(jpeg, 224, 224).pixels());
    }

    @Test
    void neitherAppliesAColourProfile() throws Exception {
        byte[] jpeg = JpegFiles.colour(96, 64, false);
        byte[] profile = ICC_Profile.getInstance(ColorSpace.CS_LINEAR_RGB).getData();
        byte[] tagged = JpegFiles.with(
                jpeg,
                PROFILE,
                ByteBuffer.allocate(14 + profile.length)
                        .put("ICC_PROFILE\0\1\1".getBytes(StandardCharsets.ISO_8859_1))
                        .put(profile)
                        .array());
        byte[] expected = plain.decode(jpeg, 32, 32).pixels();

        assertThat(takenByTurbo(tagged)).isTrue();
        assertThat(turbo.decode(tagged, 32, 32).pixels()).isEqualTo(expected);
        assertThat(plain.decode(tagged, 32, 32).pixels()).isEqualTo(expected);
    }

    @Test
    void whatIsCutOffIsLeftToImageIoWhichRefusesIt() {
        byte[] jpeg = JpegFiles.colour(64, 48, false);
        byte[] cut = Arrays.copyOf(jpeg, jpeg.length - 40);

        assertThat(takenByTurbo(cut)).isFalse();
        for (ImagePreprocessor each : new ImagePreprocessor[] {quick, turbo, plain}) {
            assertThatThrownBy(() -> each.decode(cut, 8, 8))
                    .isInstanceOfSatisfying(ImageRejectedException.class, e -> assertThat(e.reason())
                            .isEqualTo(Reason.UNDECODABLE));
        }
    }

    @Test
    void tooManyPixelsAreNotEvenLookedAt() {
        byte[] jpeg = JpegFiles.colour(64, 48, false);

        assertThat(auto.decode(jpeg, 8, 8, true, 64 * 48 - 1, Long.MAX_VALUE)).isEmpty();
        assertThat(auto.decode(jpeg, 48, 48, false, Long.MAX_VALUE, 64 * 48 - 1))
                .isEmpty();
    }

    @Test
    void anUnknownChoiceIsNamedWithItsProperty() {
        assertThatThrownBy(() -> JpegDecoder.choose("gpu"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("zerostream.image.decoder")
                .hasMessageContaining("auto, turbojpeg or imageio");
    }

    @Test
    void saysWhatDecodes() {
        assertThat(JpegDecoder.choose("turbojpeg").describe()).matches("JPEG by libjpeg-turbo \\d+\\.\\d+\\.\\d+");
        assertThat(JpegDecoder.choose("imageio").describe()).contains("ImageIO");
    }

    private boolean takenByTurbo(byte[] jpeg) {
        return auto.decode(jpeg, 8, 8, true, LIMITS.maxPixels(), Long.MAX_VALUE).isPresent();
    }

    private static double meanDifference(byte[] a, byte[] b) {
        long sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs((a[i] & 0xff) - (b[i] & 0xff));
        }
        return (double) sum / a.length;
    }
}
