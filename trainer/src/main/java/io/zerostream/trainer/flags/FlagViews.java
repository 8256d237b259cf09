package io.zerostream.trainer.flags;

import io.zerostream.model.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Made-up pictures of flags: the drawing hung in space, waving, lit, blurred and noisy, before some background. The same
 * flag, seed and size give the same pixels; different seeds give different pictures. Thread-safe.
 */
public final class FlagViews {
    private final ViewRenderer renderer;

    public FlagViews(ViewSettings settings) {
        renderer = new ViewRenderer(settings);
    }

    /**
     * A view of one flag.
     *
     * @param code ISO 3166 code of the flag
     * @throws TrainerException when there is no drawing of that code
     */
    public RgbImage view(String code, long seed, int height, int width) {
        return new RgbImage(height, width, renderer.render(FlagDrawings.of(code), mix(code, seed), height, width));
    }

    /** A picture of a background without any flag. */
    public RgbImage background(long seed, int height, int width) {
        return new RgbImage(height, width, renderer.render(null, mix("", seed), height, width));
    }

    /**
     * A view as a JPEG file.
     *
     * @param quality 0 to 1
     * @throws TrainerException when there is no drawing of that code
     */
    public byte[] jpeg(String code, long seed, int height, int width, float quality) {
        return jpeg(view(code, seed, height, width), quality);
    }

    /**
     * A picture as a JPEG file.
     *
     * @param quality 0 to 1
     */
    public static byte[] jpeg(RgbImage picture, float quality) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(buffered(picture), null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static BufferedImage buffered(RgbImage picture) {
        BufferedImage image = new BufferedImage(picture.width(), picture.height(), BufferedImage.TYPE_INT_RGB);
        byte[] pixels = picture.pixels();
        int[] rgb = new int[picture.width() * picture.height()];
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (pixels[3 * i] & 0xff) << 16 | (pixels[3 * i + 1] & 0xff) << 8 | (pixels[3 * i + 2] & 0xff);
        }
        image.setRGB(0, 0, picture.width(), picture.height(), rgb, 0, picture.width());
        return image;
    }

    /** Views of different flags with the same seed must not share pose and background. */
    private static long mix(String code, long seed) {
        long z = (seed ^ ((long) code.hashCode() << 32)) + 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }
}
