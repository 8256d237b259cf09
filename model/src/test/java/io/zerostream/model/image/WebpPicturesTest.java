package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zerostream.model.image.ImageRejectedException.Reason;
import io.zerostream.model.image.header.ExifData;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebP: its container and its lossless decoder need more care than the other formats. */
class WebpPicturesTest {
    /** 24×18 pixels by cwebp 1.2.4. */
    private static final byte[] LOSSY = Base64.getDecoder()
            .decode(
                    "UklGRuIAAABXRUJQVlA4INYAAADwBgCdASoYABIAPu1kpU4ppaMiMBgMATAdiWwAnTLiJ2GBGwLe36KPqAOeD/Zb4SPJmAXgR/If"
                            + "7Ae36ful14+kAP7L65LGlU3M4dGcHvyuK+qXcj1Vqv28wYFRDKUaCMiR97/jKkInFE+GxUV2ZB8J2fmXPluP48hCMAQaKikoIYEO"
                            + "T/bXiFoyj3AisGsqSISRyYQgwnDT1H8//frk0NrcmXt9pH+McEkpdzFf2OjzjPPgy1KPWsgxWyJRQRb7Gg9+d/ikFHmI5vcP9PIt"
                            + "Rlv+b2cZKwAA");

    private final ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());

    @Test
    void decodesWebp() throws Exception {
        RgbImage image = preprocessor.decode(webp(1, 1), 2, 2);

        assertThat(image.pixels()).hasSize(12);
        assertThat(preprocessor.check(webp(1, 1))).isEqualTo("image/webp");
    }

    @Test
    void thinsHugeWebpToo() throws Exception {
        assertThat(preprocessor.decode(webp(3000, 2000), 2, 2).pixels())
                .isEqualTo(preprocessor.decode(webp(1, 1), 2, 2).pixels());
    }

    @Test
    void findsWebpFramesBehindOtherChunks() throws Exception {
        byte[] plain = webp(5, 7);
        byte[] extended = webpOf(chunk("VP8X", new byte[10]), chunk("ICCP", new byte[3]), tail(plain));
        byte[] animated = webpOf(
                chunk("VP8X", new byte[10]),
                chunk("ANMF", joined(new byte[16], tail(plain))),
                chunk("EXIF", new byte[2]));

        assertThat(preprocessor.decode(extended, 2, 2).pixels())
                .isEqualTo(preprocessor.decode(plain, 2, 2).pixels());
        assertThat(preprocessor.decode(animated, 2, 2).pixels())
                .isEqualTo(preprocessor.decode(plain, 2, 2).pixels());
    }

    /** The checksum is of what dwebp makes of it: colours are smoothed between blocks. */
    @Test
    void aLossyPictureIsWhatTheReferenceDecoderMakesOfIt() throws Exception {
        assumeThat(WebpDecoder.shared().decodes())
                .as("libwebp is packed for this system")
                .isTrue();
        CRC32 pixels = new CRC32();

        pixels.update(preprocessor.decode(LOSSY, 18, 24).pixels());

        assertThat(pixels.getValue()).isEqualTo(0x33ec4a0dL);
    }

    @Test
    void theFirstFrameOfAnAnimationLiesWhereItBelongs() throws Exception {
        byte[] place = new byte[16];
        place[0] = 1; // two columns from the left: places are even
        byte[] screen = new byte[10];
        screen[4] = 3; // 4×1
        byte[] animated = webpOf(chunk("VP8X", screen), chunk("ANMF", joined(place, tail(webp(1, 1)))));
        byte[] colour = preprocessor.decode(webp(1, 1), 1, 1).pixels();

        byte[] pixels = preprocessor.decode(animated, 1, 4).pixels();

        assertThat(Arrays.copyOf(pixels, 6)).containsOnly(0);
        assertThat(Arrays.copyOfRange(pixels, 6, 9)).isEqualTo(colour);
        assertThat(Arrays.copyOfRange(pixels, 9, 12)).containsOnly(0);
        assertThat(colour).isNotEqualTo(new byte[3]);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void itIsTurnedAsTheDataBehindItSay(int orientation) throws Exception {
        byte[] exif = ExifData.orientation(orientation, ByteOrder.LITTLE_ENDIAN);
        byte[] flags = new byte[10];
        flags[0] = 8;
        RgbImage expected = OrientedPicturesTest.turned(preprocessor.decode(LOSSY, 18, 24), orientation);

        for (byte[] each : new byte[][] {exif, ExifData.marked(exif)}) {
            byte[] tagged = webpOf(chunk("VP8X", flags), tail(LOSSY), chunk("XMP ", new byte[3]), chunk("EXIF", each));
            assertThat(preprocessor
                            .decode(tagged, expected.height(), expected.width())
                            .pixels())
                    .isEqualTo(expected.pixels());
        }
        byte[] animated =
                webpOf(chunk("VP8X", flags), chunk("ANMF", joined(new byte[16], tail(LOSSY))), chunk("EXIF", exif));
        OrientedPicturesTest.assertClose(
                preprocessor.decode(animated, 9, 12),
                preprocessor.decode(webpOf(chunk("VP8X", flags), tail(LOSSY), chunk("EXIF", exif)), 9, 12),
                0);
    }

    @Test
    void dataThatTheContainerDoesNotAnnounceTurnNothing() throws Exception {
        byte[] exif = ExifData.orientation(3, ByteOrder.LITTLE_ENDIAN);

        assertThat(preprocessor
                        .decode(webpOf(chunk("VP8X", new byte[10]), tail(LOSSY), chunk("EXIF", exif)), 18, 24)
                        .pixels())
                .isEqualTo(preprocessor.decode(LOSSY, 18, 24).pixels());
    }

    @Test
    void withoutTheLibraryItIsImageIoThatDecodes() throws Exception {
        ImagePreprocessor plain = new ImagePreprocessor(
                ImageLimits.defaults(),
                true,
                JpegDecoder.choose("imageio"),
                WebpDecoder.choose("imageio"),
                System::nanoTime);

        assertThat(plain.decode(webp(5, 7), 2, 2).pixels())
                .isEqualTo(preprocessor.decode(webp(5, 7), 2, 2).pixels());
        assertThat(WebpDecoder.choose("imageio").describe()).contains("ImageIO");
    }

    @Test
    void refusesAHugeHeaderBeforeAllocating() {
        assertRefused(webp(16_000, 16_000), Reason.TOO_MANY_PIXELS);
    }

    @Test
    void judgesTheFrameOfAWebpNotItsContainer() {
        // the container's own size, 1×1, is all zeros
        assertRefused(webpOf(chunk("VP8X", new byte[10]), tail(webp(16_000, 16_000))), Reason.TOO_MANY_PIXELS);
    }

    @Test
    void refusesCutWebp() {
        byte[] whole = webp(64, 64);

        for (int length = 12; length < whole.length - 1; length++) {
            assertRefused(Arrays.copyOf(whole, length), Reason.UNDECODABLE);
        }
    }

    @Test
    void refusesWebpWhoseDataEndTooEarly() {
        // two colours: each pixel takes a bit, and there are next to none
        byte[] webp = webp(2000, 2000);
        byte[] data = Arrays.copyOfRange(webp, 20, 26);
        data[4] = 0x00;
        data[5] = (byte) 0xf8;

        assertThatThrownBy(() -> preprocessor.decode(webpOf(chunk("VP8L", data)), 8, 8))
                .hasMessageContaining("end too early");
    }

    private void assertRefused(byte[] content, Reason reason) {
        assertThatThrownBy(() -> preprocessor.decode(content, 8, 8))
                .isInstanceOfSatisfying(ImageRejectedException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason));
    }

    private static byte[] webpOf(byte[]... chunks) {
        byte[] body = joined(chunks);
        return joined(
                "RIFF".getBytes(StandardCharsets.US_ASCII),
                littleEndian(4 + body.length),
                "WEBP".getBytes(StandardCharsets.US_ASCII),
                body);
    }

    private static byte[] chunk(String name, byte[] payload) {
        return joined(
                name.getBytes(StandardCharsets.US_ASCII),
                littleEndian(payload.length),
                payload,
                new byte[payload.length % 2]);
    }

    /** The chunks of a file. */
    private static byte[] tail(byte[] webp) {
        return Arrays.copyOfRange(webp, 12, webp.length);
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Lossless, one colour all over: its pixels take no bits, so that only the header tells its size. */
    private static byte[] webp(int width, int height) {
        byte[] webp = Base64.getDecoder().decode("UklGRh4AAABXRUJQVlA4TBEAAAAvAAAAAAfQ//73v/+BiOh/AAA=");
        int signature = 20;
        int sizes = (width - 1) | (height - 1) << 14;
        ByteBuffer.wrap(webp, signature + 1, 4).order(ByteOrder.LITTLE_ENDIAN).putInt(sizes);
        return webp;
    }
}
