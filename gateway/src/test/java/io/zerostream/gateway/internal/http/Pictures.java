package io.zerostream.gateway.internal.http;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import javax.imageio.ImageIO;

/** Draws little flags. */
public final class Pictures {
    private Pictures() {}

    /** A PNG of stripes, 160×120. */
    public static byte[] flag(long seed) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(90 + random.nextInt(60), 100 + random.nextInt(60), 100 + random.nextInt(60)));
        g.fillRect(0, 0, 160, 120);
        g.rotate((random.nextDouble() - 0.5) / 3, 80, 60);
        Color[] colours = {
            new Color(0xc8, 0x20, 0x2f),
            Color.WHITE,
            new Color(0x1b, 0x3f, 0x8b),
            new Color(0x1f, 0x7a, 0x3c),
            new Color(0xf2, 0xc1, 0x2e)
        };
        boolean vertical = random.nextBoolean();
        for (int i = 0; i < 3; i++) {
            g.setColor(colours[random.nextInt(colours.length)]);
            g.fillRect(
                    20 + (vertical ? i * 40 : 0),
                    20 + (vertical ? 0 : i * 27),
                    vertical ? 40 : 120,
                    vertical ? 80 : 27);
        }
        g.dispose();
        return png(image);
    }

    /** A PNG whose header announces so many pixels. */
    public static byte[] sized(int width, int height) {
        return png(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY));
    }

    private static byte[] png(BufferedImage image) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            ImageIO.write(image, "png", out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
