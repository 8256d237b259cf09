package io.zerostream.bench.internal;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** The baseline of decoding, and pictures for it. */
public final class PlainDecode {
    private static final float QUALITY = 0.85f;
    private static final double NOISE = 4;

    private PlainDecode() {}

    /**
     * What Java's own classes do when the result shall be made of all pixels: decode whole, draw at half the size until
     * less than a half is left to do, draw at the new size.
     *
     * @return blue, green, red of each pixel
     */
    public static byte[] decode(byte[] jpeg, int height, int width) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(jpeg));
        while (image.getHeight() > 2 * height || image.getWidth() > 2 * width) {
            image = drawn(image, Math.max(height, image.getHeight() / 2), Math.max(width, image.getWidth() / 2));
        }
        return ((DataBufferByte) drawn(image, height, width).getRaster().getDataBuffer()).getData();
    }

    private static BufferedImage drawn(BufferedImage image, int height, int width) {
        BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = small.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        g.drawImage(image, 0, 0, width, height, null);
        g.dispose();
        return small;
    }

    /** Soft discs with a little noise, as JPEG of quality 0.85: about as many bytes a pixel as photographs have. */
    public static byte[] jpeg(int height, int width) throws IOException {
        Random random = new Random(1);
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        g.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
        g.fillRect(0, 0, width, height);
        for (int i = 0; i < 400; i++) {
            g.setColor(new Color(random.nextInt(256), random.nextInt(256), random.nextInt(256), 128));
            int x = random.nextInt(width);
            int y = random.nextInt(height);
            g.fillOval(x, y, 3 + random.nextInt(width / 6), 3 + random.nextInt(height / 6));
        }
        g.dispose();
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                image.setRGB(x, y, noisy(image.getRGB(x, y), random));
            }
        }
        return encoded(image);
    }

    private static int noisy(int rgb, Random random) {
        int noisy = 0;
        for (int shift = 0; shift < 24; shift += 8) {
            int value = ((rgb >> shift) & 0xff) + (int) (random.nextGaussian() * NOISE);
            noisy |= Math.max(0, Math.min(255, value)) << shift;
        }
        return noisy;
    }

    private static byte[] encoded(BufferedImage image) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(QUALITY);
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }
}
