package io.zerostream.trainer.evaluation.report;

import io.zerostream.model.image.RgbImage;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Pictures with shares of a grid over them, as PNG in data URIs. */
public final class HeatMap {
    private static final int SIDE = 160;
    private static final int RED = 0xe53e3e;
    private static final int LEAST_ALPHA = 0x10;
    private static final int MOST_ALPHA = 0xb0;

    private HeatMap() {}

    /** The picture alone, at the size of the others. */
    public static String plain(RgbImage picture) {
        return png(enlarged(picture));
    }

    /**
     * The picture under red, the denser the greater the share; densest at the greatest of this grid.
     *
     * @param shares rows of a grid over the whole picture, none below 0
     */
    public static String over(RgbImage picture, float[][] shares) {
        float most = Float.MIN_NORMAL;
        for (float[] row : shares) {
            for (float share : row) {
                most = Math.max(most, share);
            }
        }
        BufferedImage heat = new BufferedImage(shares[0].length, shares.length, BufferedImage.TYPE_INT_ARGB);
        for (int y = 0; y < shares.length; y++) {
            for (int x = 0; x < shares[0].length; x++) {
                int alpha = LEAST_ALPHA + Math.round((MOST_ALPHA - LEAST_ALPHA) * shares[y][x] / most);
                heat.setRGB(x, y, alpha << 24 | RED);
            }
        }
        BufferedImage image = enlarged(picture);
        draw(image, heat);
        return png(image);
    }

    private static BufferedImage enlarged(RgbImage picture) {
        BufferedImage small = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = picture.pixels();
        for (int i = 0; i < picture.width() * picture.height(); i++) {
            int rgb = (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | (pixels[3 * i + 2] & 0xff);
            small.setRGB(i % picture.width(), i / picture.width(), rgb);
        }
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        draw(image, small);
        return image;
    }

    private static void draw(BufferedImage onto, BufferedImage what) {
        Graphics2D graphics = onto.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        graphics.drawImage(what, 0, 0, SIDE, SIDE, null);
        graphics.dispose();
    }

    private static String png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }
}
