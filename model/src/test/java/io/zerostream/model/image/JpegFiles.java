package io.zerostream.model.image;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** JPEG files for tests: soft discs with a little noise, as photographs are. */
final class JpegFiles {
    private JpegFiles() {}

    static byte[] colour(int width, int height, boolean progressive) {
        return encoded(picture(width, height, BufferedImage.TYPE_INT_RGB), progressive);
    }

    /**
     * Four inks, with the marker that says what they are.
     *
     * @param transform 0: CMYK; 2: YCCK
     */
    static byte[] inks(int width, int height, int transform) {
        BufferedImage picture = picture(width, height, BufferedImage.TYPE_INT_RGB);
        WritableRaster samples = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, height, 4, null);
        for (int i = 0; i < width * height; i++) {
            int rgb = picture.getRGB(i % width, i / width);
            samples.setPixel(
                    i % width, i / width, new int[] {rgb >> 16 & 0xff, rgb >> 8 & 0xff, rgb & 0xff, 255 - (i & 63)});
        }
        byte[] jpeg = encoded(new IIOImage(samples, null, null), false);
        byte[] adobe = {(byte) 0xff, (byte) 0xee, 0, 14, 'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, (byte) transform};
        return HostileFiles.joined(Arrays.copyOf(jpeg, 2), adobe, Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    static byte[] grey(int width, int height) {
        return encoded(picture(width, height, BufferedImage.TYPE_BYTE_GRAY), false);
    }

    /** The file with one more segment right behind its first one. */
    static byte[] with(byte[] jpeg, int marker, byte[] content) {
        int first = 4 + (jpeg[4] & 0xff) * 256 + (jpeg[5] & 0xff);
        return ByteBuffer.allocate(jpeg.length + content.length + 4)
                .put(jpeg, 0, first)
                .put((byte) 0xff)
                .put((byte) marker)
                .putShort((short) (content.length + 2))
                .put(content)
                .put(jpeg, first, jpeg.length - first)
                .array();
    }

    private static BufferedImage picture(int width, int height, int type) {
        Random random = new Random(width * 31L + height);
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D g = image.createGraphics();
        g.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
        g.fillRect(0, 0, width, height);
        for (int i = 0; i < 60; i++) {
            g.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256), 150));
            int size = 2 + random.nextInt(Math.max(1, width / 3));
            g.fillOval(random.nextInt(width), random.nextInt(height), size, size);
        }
        g.dispose();
        for (int i = 0; i < width * height / 2; i++) {
            int x = random.nextInt(width);
            int y = random.nextInt(height);
            image.setRGB(x, y, image.getRGB(x, y) ^ (random.nextInt() & 0x070707));
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, boolean progressive) {
        return encoded(new IIOImage(image, null, null), progressive);
    }

    private static byte[] encoded(IIOImage image, boolean progressive) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, image, param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
