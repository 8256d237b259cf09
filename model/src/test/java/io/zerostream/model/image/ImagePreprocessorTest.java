package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.zerostream.model.image.ImageRejectedException.Reason;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePreprocessorTest {
    private final ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp"})
    void decodesEveryFormatToTheWantedSize(String format) throws Exception {
        RgbImage image = preprocessor.decode(encoded(picture(BufferedImage.TYPE_INT_RGB), format), 16, 24);

        assertThat(image.height()).isEqualTo(16);
        assertThat(image.width()).isEqualTo(24);
        assertThat(image.pixels()[0] & 0xff).as("red on the left").isCloseTo(200, within(6));
        assertThat(image.pixels()[23 * 3 + 2] & 0xff).as("blue on the right").isCloseTo(150, within(6));
        assertThat(preprocessor.check(encoded(picture(BufferedImage.TYPE_INT_RGB), format)))
                .isEqualTo("image/" + format);
    }

    @Test
    void refusesAJpegOfEndlessScans() {
        byte[] endless = HostileFiles.jpeg(64, 48, 200);

        assertRefused(endless, Reason.UNDECODABLE);
    }

    @Test
    void keepsGreySamplesAsTheyAre() throws Exception {
        BufferedImage grey = new BufferedImage(8, 8, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 64; i++) {
            grey.getRaster().setSample(i % 8, i / 8, 0, 100);
        }

        assertThat(preprocessor.decode(encoded(grey, "png"), 8, 8).pixels()).containsOnly(100);
    }

    @Test
    void dropsTransparency() throws Exception {
        BufferedImage clear = new BufferedImage(4, 4, BufferedImage.TYPE_INT_ARGB);
        for (int i = 0; i < 16; i++) {
            clear.setRGB(i % 4, i / 4, 0x400a141e);
        }

        byte[] pixels = preprocessor.decode(encoded(clear, "png"), 4, 4).pixels();

        assertThat(Arrays.copyOf(pixels, 3)).containsExactly(10, 20, 30);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_BINARY, BufferedImage.TYPE_USHORT_GRAY})
    void readsPalettesBitsAndDeepGrey(int type) throws Exception {
        BufferedImage image = new BufferedImage(8, 8, type);
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, 4, 8);
        g.dispose();

        byte[] pixels = preprocessor.decode(encoded(image, "png"), 8, 8).pixels();

        assertThat(Arrays.copyOf(pixels, 12)).containsOnly(255);
        assertThat(Arrays.copyOfRange(pixels, 12, 24)).containsOnly(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void thinsHugePicturesAndStillSeesTheSame(String format) throws Exception {
        BufferedImage huge = new BufferedImage(3000, 2000, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = huge.createGraphics();
        g.setPaint(new GradientPaint(0, 0, Color.RED, 3000, 2000, Color.BLUE));
        g.fillRect(0, 0, 3000, 2000);
        g.dispose();
        byte[] content = encoded(huge, format);
        byte[] exact = BilinearResize.resize(RgbPixels.of(ImageIO.read(new ByteArrayInputStream(content))), 32, 32);

        byte[] thinned = preprocessor.decode(content, 32, 32).pixels();

        assertThat(thinned).isNotEqualTo(exact);
        for (int i = 0; i < exact.length; i++) {
            assertThat(thinned[i] & 0xff).as("value %d", i).isCloseTo(exact[i] & 0xff, within(4));
        }
    }

    @Test
    void aPictureOfOneColumnCostsNoMoreMemoryThanOthers() throws Exception {
        byte[] column = encoded(new BufferedImage(1, 3_000_000, BufferedImage.TYPE_INT_RGB), "png");
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();

        preprocessor.decode(column, 224, 224);

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000_000);
    }

    @Test
    void decodesLargePicturesWholeWhenTheResultIsLargeToo() throws Exception {
        BufferedImage large = new BufferedImage(2100, 2100, BufferedImage.TYPE_INT_RGB);
        large.setRGB(1050, 1050, 0xffffff);

        byte[] pixels = preprocessor.decode(encoded(large, "png"), 2100, 2100).pixels();

        assertThat(pixels[(1050 * 2100 + 1050) * 3]).isEqualTo((byte) 255);
    }

    @Test
    void refusesEmptyContent() {
        assertRefused(new byte[0], Reason.EMPTY);
    }

    @Test
    void refusesWhatIsNoPicture() {
        assertRefused("<html>404</html>".getBytes(StandardCharsets.UTF_8), Reason.UNSUPPORTED_FORMAT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp"})
    void refusesTruncatedPictures(String format) throws IOException {
        byte[] whole = encoded(picture(BufferedImage.TYPE_INT_RGB), format);

        assertRefused(Arrays.copyOf(whole, whole.length / 2), Reason.UNDECODABLE);
    }

    @Test
    void refusesAHugeHeaderBeforeAllocating() throws IOException {
        assertRefused(pngHeader(20_000, 20_000), Reason.TOO_MANY_PIXELS);
        assertRefused(jpegHeader(20_000, 20_000), Reason.TOO_MANY_PIXELS);
    }

    @Test
    void refusesTooManyBytes() {
        ImagePreprocessor strict = new ImagePreprocessor(new ImageLimits(100, 1000));

        assertThatThrownBy(() -> strict.decode(new byte[101], 8, 8))
                .isInstanceOfSatisfying(ImageRejectedException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.TOO_MANY_BYTES));
    }

    @Test
    void neverThrowsAnythingElseOnDamagedPictures() throws IOException {
        Random random = new Random(3);
        for (String format : new String[] {"jpeg", "png", "gif", "bmp"}) {
            byte[] good = encoded(picture(BufferedImage.TYPE_INT_RGB), format);
            for (int i = 0; i < 250; i++) {
                byte[] bad = good.clone();
                for (int k = 0; k < 1 + random.nextInt(5); k++) {
                    bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                }
                try {
                    assertThat(new ImagePreprocessor(new ImageLimits(1 << 20, 1 << 20))
                                    .decode(bad, 8, 8)
                                    .pixels())
                            .hasSize(8 * 8 * 3);
                } catch (ImageRejectedException e) {
                    assertThat(e.getMessage()).isNotBlank();
                }
            }
        }
    }

    private void assertRefused(byte[] content, Reason reason) {
        assertThatThrownBy(() -> preprocessor.decode(content, 8, 8))
                .isInstanceOfSatisfying(ImageRejectedException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason));
    }

    private static BufferedImage picture(int type) {
        BufferedImage image = new BufferedImage(48, 32, type);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(200, 40, 40));
        g.fillRect(0, 0, 24, 32);
        g.setColor(new Color(20, 60, 150));
        g.fillRect(24, 0, 24, 32);
        g.dispose();
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static byte[] pngHeader(int width, int height) {
        byte[] ihdr = ByteBuffer.allocate(17)
                .put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0})
                .array();
        CRC32 crc = new CRC32();
        crc.update(ihdr);
        return ByteBuffer.allocate(33)
                .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
                .putInt(13)
                .put(ihdr)
                .putInt((int) crc.getValue())
                .array();
    }

    /** A sound JPEG whose frame header announces another size. */
    private static byte[] jpegHeader(int width, int height) throws IOException {
        byte[] jpeg = encoded(picture(BufferedImage.TYPE_INT_RGB), "jpeg");
        for (int i = 0; i + 9 < jpeg.length; i++) {
            if ((jpeg[i] & 0xff) == 0xff && (jpeg[i + 1] & 0xff) == 0xc0) {
                ByteBuffer.wrap(jpeg, i + 5, 4).putShort((short) height).putShort((short) width);
                return jpeg;
            }
        }
        throw new IllegalStateException("no frame header");
    }
}
