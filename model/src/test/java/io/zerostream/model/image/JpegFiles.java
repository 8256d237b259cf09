package io.zerostream.model.image;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
