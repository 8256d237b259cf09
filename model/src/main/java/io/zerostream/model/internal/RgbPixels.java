package io.zerostream.model.internal;

import io.zerostream.model.RgbImage;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;

/** Any decoded picture to 8-bit RGB. */
public final class RgbPixels {
    private RgbPixels() {}

    /** Grey becomes equal R, G, B; transparency is dropped; other colour models go through sRGB. */
    public static RgbImage of(BufferedImage image) {
        int height = image.getHeight();
        int width = image.getWidth();
        byte[] pixels = new byte[height * width * 3];
        if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            grey(image, pixels);
        } else {
            int[] row = new int[width];
            for (int y = 0, to = 0; y < height; y++) {
                image.getRGB(0, y, width, 1, row, 0, width);
                for (int rgb : row) {
                    pixels[to++] = (byte) (rgb >> 16);
                    pixels[to++] = (byte) (rgb >> 8);
                    pixels[to++] = (byte) rgb;
                }
            }
        }
        return new RgbImage(height, width, pixels);
    }

    /** Java's own conversion takes grey for linear light and brightens it; files mean the sample as it is. */
    private static void grey(BufferedImage image, byte[] pixels) {
        Raster raster = image.getRaster();
        int shift = Math.max(0, image.getColorModel().getComponentSize(0) - 8);
        int[] row = new int[image.getWidth()];
        for (int y = 0, to = 0; y < image.getHeight(); y++) {
            raster.getSamples(0, y, row.length, 1, 0, row);
            for (int sample : row) {
                byte value = (byte) (sample >> shift);
                pixels[to++] = value;
                pixels[to++] = value;
                pixels[to++] = value;
            }
        }
    }
}
