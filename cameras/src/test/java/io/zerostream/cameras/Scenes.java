package io.zerostream.cameras;

import io.zerostream.cameras.run.Jpegs;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.util.Random;

/** Drawn scenes for cameras. */
public final class Scenes {
    private Scenes() {}

    /**
     * A room, and something in it.
     *
     * @param noise seed of the sensor's noise
     * @param light added to all pixels
     * @param visitor left edge of a red square of 80 pixels; negative = nobody
     */
    public static BufferedImage room(int width, int height, long noise, int light, int visitor) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D g = image.createGraphics();
        g.setColor(new Color(90, 110, 90));
        g.fillRect(0, 0, width, height);
        g.setColor(new Color(150, 140, 100));
        g.fillRect(0, height * 2 / 3, width, height / 3);
        if (visitor >= 0) {
            g.setColor(Color.RED);
            g.fillRect(visitor, height / 2, 80, 80);
        }
        g.dispose();
        Random random = new Random(noise);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int add = light + (int) Math.round(random.nextGaussian() * 6);
                int rgb = image.getRGB(x, y);
                image.setRGB(x, y, shifted(rgb >> 16, add) << 16 | shifted(rgb >> 8, add) << 8 | shifted(rgb, add));
            }
        }
        return image;
    }

    private static int shifted(int value, int add) {
        return Math.max(0, Math.min(255, (value & 255) + add));
    }

    /** The same as JPEG. */
    public static byte[] jpeg(int width, int height, long noise, int light, int visitor) {
        return Jpegs.encode(room(width, height, noise, light, visitor), 80);
    }
}
