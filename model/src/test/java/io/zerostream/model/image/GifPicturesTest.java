package io.zerostream.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GifPicturesTest {
    private final ImagePreprocessor preprocessor = new ImagePreprocessor(ImageLimits.defaults());

    @Test
    void theFirstFrameLiesWhereItBelongs() throws Exception {
        // 1×1, red, in the lower right of 4×2
        byte[] gif = HostileFiles.joined(HostileFiles.screen(4, 2), HostileFiles.descriptor(3, 1, 1, 1), new byte[] {
            2, 2, 0b01_001_100, 0b1, 0, ';'
        });

        byte[] pixels = preprocessor.decode(gif, 2, 4).pixels();

        assertThat(Arrays.copyOf(pixels, 21)).containsOnly(0);
        assertThat(Arrays.copyOfRange(pixels, 21, 24)).containsExactly(255, 0, 0);
    }

    @Test
    void ofAnAnimationTheFirstFrameIsTaken() throws Exception {
        byte[] control = {0x21, (byte) 0xf9, 4, 0, 10, 0, 0, 0};
        byte[] red = {2, 2, 0b01_001_100, 0b1, 0};
        byte[] green = {2, 2, 0b01_010_100, 0b1, 0};
        byte[] place = HostileFiles.descriptor(0, 0, 1, 1);
        byte[] gif = HostileFiles.joined(
                HostileFiles.screen(1, 1), control, place, red, control, place, green, new byte[] {';'});

        assertThat(preprocessor.decode(gif, 1, 1).pixels()).containsExactly(255, 0, 0);
    }

    @Test
    void whatTheFrameLeavesFreeHasTheTransparentColour() throws Exception {
        byte[] control = {0x21, (byte) 0xf9, 4, 1, 0, 0, 3, 0};
        byte[] gif = HostileFiles.joined(
                HostileFiles.screen(2, 1), control, HostileFiles.descriptor(0, 0, 1, 1), new byte[] {
                    2, 2, 0b01_001_100, 0b1, 0, ';'
                });

        assertThat(preprocessor.decode(gif, 1, 2).pixels()).containsExactly(255, 0, 0, 0, 0, 255);
    }

    @Test
    void aFrameThatStandsOutMakesThePictureLarger() throws Exception {
        byte[] gif = HostileFiles.joined(HostileFiles.screen(1, 1), HostileFiles.descriptor(1, 0, 1, 1), new byte[] {
            2, 2, 0b01_001_100, 0b1, 0, ';'
        });

        assertThat(preprocessor.decode(gif, 1, 2).pixels()).containsExactly(0, 0, 0, 255, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "4, false", "4, true", "8, false", "8, true"})
    void dataOfWholeFramesAreNotTouched(int bits, boolean interlaced) throws Exception {
        Random random = new Random(bits);
        for (int i = 0; i < 40; i++) {
            byte[] gif = noise(1 + random.nextInt(90), 1 + random.nextInt(90), bits, interlaced, random);
            BufferedImage whole = ImageIO.read(new ByteArrayInputStream(gif));
            byte[] expected = BilinearResize.resize(RgbPixels.of(whole), whole.getHeight(), whole.getWidth());

            assertThat(preprocessor
                            .decode(gif, whole.getHeight(), whole.getWidth())
                            .pixels())
                    .isEqualTo(expected);
        }
    }

    /** Runs between noise, so that codes of all lengths are met and tables run full. */
    private static byte[] noise(int width, int height, int bits, boolean interlaced, Random random) throws Exception {
        byte[] ramp = new byte[1 << bits];
        random.nextBytes(ramp);
        IndexColorModel colours = new IndexColorModel(bits, ramp.length, ramp, ramp, ramp);
        BufferedImage image = new BufferedImage(
                width, height, bits < 8 ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_INDEXED, colours);
        int value = 0;
        for (int at = 0; at < width * height; at++) {
            value = random.nextInt(3) == 0 ? random.nextInt(ramp.length) : value;
            image.getRaster().setSample(at % width, at / width, 0, value);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(interlaced ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
