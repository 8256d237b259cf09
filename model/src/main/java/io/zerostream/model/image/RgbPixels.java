package io.zerostream.model.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBufferByte;
import java.awt.image.Raster;

/**
 * Any decoded picture as 8-bit RGB. Grey becomes equal R, G, B; transparency is dropped; other colour models go through
 * sRGB.
 */
final class RgbPixels {
    private RgbPixels() {}

    /** The picture's rows; shares its pixels. */
    public static PixelRows of(BufferedImage image) {
        if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            return new Grey(image);
        }
        return image.getType() == BufferedImage.TYPE_3BYTE_BGR ? new Bytes(image) : new Any(image);
    }

    private abstract static class Rows implements PixelRows {
        final BufferedImage image;

        Rows(BufferedImage image) {
            this.image = image;
        }

        @Override
        public final int height() {
            return image.getHeight();
        }

        @Override
        public final int width() {
            return image.getWidth();
        }
    }

    /** Whatever it is, Java converts it. */
    private static final class Any extends Rows {
        Any(BufferedImage image) {
            super(image);
        }

        @Override
        public void read(int y, int[] rgb) {
            image.getRGB(0, y, width(), 1, rgb, 0, width());
        }
    }

    /** What decoders give for colour pictures. Java's conversion, pixel by pixel, would cost more than decoding. */
    private static final class Bytes extends Rows {
        private final byte[] pixels;
        private final int start;
        private final int stride;

        Bytes(BufferedImage image) {
            super(image);
            Raster raster = image.getRaster();
            DataBufferByte buffer = (DataBufferByte) raster.getDataBuffer();
            ComponentSampleModel layout = (ComponentSampleModel) raster.getSampleModel();
            pixels = buffer.getData();
            stride = layout.getScanlineStride();
            // blue, green, red; a picture may be a part of another
            start = buffer.getOffset()
                    + layout.getOffset(-raster.getSampleModelTranslateX(), -raster.getSampleModelTranslateY(), 2);
        }

        @Override
        public void read(int y, int[] rgb) {
            int at = start + y * stride;
            for (int x = 0; x < width(); x++, at += 3) {
                rgb[x] = ((pixels[at + 2] & 0xff) << 16) | ((pixels[at + 1] & 0xff) << 8) | (pixels[at] & 0xff);
            }
        }
    }

    /** Java's own conversion takes grey for linear light and brightens it; files mean the sample as it is. */
    private static final class Grey extends Rows {
        private final int shift;

        Grey(BufferedImage image) {
            super(image);
            shift = Math.max(0, image.getColorModel().getComponentSize(0) - 8);
        }

        @Override
        public void read(int y, int[] rgb) {
            image.getRaster().getSamples(0, y, width(), 1, 0, rgb);
            for (int x = 0; x < width(); x++) {
                rgb[x] = (rgb[x] >> shift) * 0x010101;
            }
        }
    }
}
