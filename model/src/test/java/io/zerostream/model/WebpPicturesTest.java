package io.zerostream.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.ImageRejectedException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** WebP: its container and its lossless decoder need more care than the other formats. */
class WebpPicturesTest {
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
