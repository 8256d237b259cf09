package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.image.ImageRejectedException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures that would take more memory or work than there is for them. */
class CostlyPicturesTest {
    private final ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());

    @Test
    void aSmallHeapOutlivesAllOfThemAtOnce(@TempDir Path folder) throws Exception {
        File said = folder.resolve("said").toFile();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.awt.headless=true",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        CostlyPictures.class.getName(),
                        "4")
                .redirectOutput(said)
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
            assertThat(process.exitValue()).as(Files.readString(said.toPath())).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theCheckOfAnUploadRefusesThemToo() throws Exception {
        assertRefused(HostileFiles.png(33_000_000, 1, 16, 6, false), Reason.TOO_MUCH_MEMORY);
        assertRefused(HostileFiles.jpeg(7071, 7070, 100), Reason.TOO_MUCH_WORK);
        assertThat(preprocessor.check(HostileFiles.gifWithComment(1_000_000))).isEqualTo("image/gif");
    }

    @Test
    void memoryIsASettingAndTheMessageNamesIt() throws Exception {
        byte[] png = HostileFiles.png(1_000_000, 4, 8, 2, false);
        preprocessor.decode(png, 8, 8);
        ImagePreprocessor strict = new ImagePreprocessor(ImageLimits.defaults().withMemory(8L << 20));

        assertThatThrownBy(() -> strict.decode(png, 8, 8))
                .isInstanceOfSatisfying(ImageRejectedException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.TOO_MUCH_MEMORY))
                .hasMessageContaining("PNG of 1000000×4 pixels")
                .hasMessageContaining("the limit is 8 MiB");
    }

    @Test
    void whatOnlyLooksLikeScansIsNone() throws Exception {
        byte[] jpeg = JpegFiles.colour(64, 48, false);
        byte[] expected = preprocessor.decode(jpeg, 16, 16).pixels();
        byte[] look = new byte[60_000];
        for (int i = 0; i < look.length; i += 2) {
            look[i] = (byte) 0xff;
            look[i + 1] = (byte) 0xda;
        }
        byte[] segment = JpegFiles.with(jpeg, 0xe5, look);
        byte[] behind = Arrays.copyOf(jpeg, jpeg.length + look.length);
        System.arraycopy(look, 0, behind, jpeg.length, look.length);

        assertThat(preprocessor.decode(segment, 16, 16).pixels()).isEqualTo(expected);
        assertThat(preprocessor.decode(behind, 16, 16).pixels()).isEqualTo(expected);
    }

    /** A phone's motion photo has a video behind its picture; a panorama, megabytes of segments before it. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void neitherManySegmentsNorAVideoBehindThePictureCount(boolean progressive) throws Exception {
        byte[] jpeg = JpegFiles.colour(64, 48, progressive);
        byte[] expected = preprocessor.decode(jpeg, 16, 16).pixels();
        byte[] scans = HostileFiles.jpeg(640, 480, 120);
        byte[] video =
                HostileFiles.joined(new byte[] {0, 0, 0, 24}, "ftypmp42".getBytes(StandardCharsets.US_ASCII), scans);
        byte[] segment = HostileFiles.joined(
                new byte[] {(byte) 0xff, (byte) 0xe2, (byte) 0xff, (byte) 0xff}, Arrays.copyOf(scans, 65_533));
        ByteArrayOutputStream panorama = new ByteArrayOutputStream();
        panorama.write(jpeg, 0, 2);
        for (int i = 0; i < 160; i++) {
            panorama.writeBytes(segment);
        }
        panorama.write(jpeg, 2, jpeg.length - 2);

        assertThat(preprocessor.decode(HostileFiles.joined(jpeg, video), 16, 16).pixels())
                .isEqualTo(expected);
        assertThat(preprocessor.decode(panorama.toByteArray(), 16, 16).pixels()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "jpeg"})
    void aDecodeThatTakesTooLongIsAbandoned(String format) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(400, 300, BufferedImage.TYPE_BYTE_GRAY), format, out);
        byte[] picture = out.toByteArray();
        AtomicLong clock = new AtomicLong();
        // each look at the clock finds it 16 seconds later
        ImagePreprocessor slow = new ImagePreprocessor(
                ImageLimits.defaults(),
                true,
                JpegDecoder.choose("imageio"),
                WebpDecoder.choose("imageio"),
                () -> clock.getAndAdd(TimeUnit.SECONDS.toNanos(16)));

        assertThatThrownBy(() -> slow.decode(picture, 8, 8))
                .isInstanceOfSatisfying(ImageRejectedException.class, e -> assertThat(e.reason())
                        .isEqualTo(Reason.TOO_MUCH_WORK))
                .hasMessageContaining("not decoded within 30 s");
        assertThat(preprocessor.decode(picture, 8, 8).pixels()).hasSize(192);
    }

    @Test
    void aBmpThatHoldsAnotherPictureIsRefused() {
        byte[] bmp = HostileFiles.bmp(10, 10, 0, 5, new byte[100]);

        assertThatThrownBy(() -> preprocessor.decode(bmp, 8, 8)).hasMessageContaining("holds a JPEG or PNG");
    }

    private void assertRefused(byte[] content, Reason reason) {
        assertThatThrownBy(() -> preprocessor.check(content))
                .isInstanceOfSatisfying(ImageRejectedException.class, e -> assertThat(e.reason())
                        .isEqualTo(reason));
    }
}
