package io.zerostream.cameras.run;

import io.zerostream.cameras.stream.Frame;
import io.zerostream.cameras.stream.Region;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A frame of given pixels. */
record Pixels(BufferedImage image) implements Frame {
    @Override
    public int width() {
        return image.getWidth();
    }

    @Override
    public int height() {
        return image.getHeight();
    }

    @Override
    public OptionalLong position() {
        return OptionalLong.empty();
    }

    @Override
    public Optional<Instant> taken() {
        return Optional.empty();
    }

    @Override
    public byte[] areas(Region region, int columns, int rows) {
        BufferedImage part = image.getSubimage(
                (int) (region.left() * width()),
                (int) (region.top() * height()),
                (int) (region.width() * width()),
                (int) (region.height() * height()));
        byte[] areas = new byte[columns * rows * 3];
        for (int i = 0; i < areas.length; i++) {
            areas[i] = (byte) mean(part, i / 3 % columns, columns, i / 3 / columns, rows, 8 * (i % 3));
        }
        return areas;
    }

    private static long mean(BufferedImage part, int column, int columns, int row, int rows, int shift) {
        long sum = 0;
        long count = 0;
        for (int y = row * part.getHeight() / rows; y < (row + 1) * part.getHeight() / rows; y++) {
            for (int x = column * part.getWidth() / columns; x < (column + 1) * part.getWidth() / columns; x++) {
                sum += part.getRGB(x, y) >> shift & 255;
                count++;
            }
        }
        return sum / Math.max(1, count);
    }

    @Override
    public BufferedImage pixels(Region region, int longestSide) {
        BufferedImage copy = new BufferedImage(width(), height(), BufferedImage.TYPE_3BYTE_BGR);
        copy.setData(image.getData());
        return copy;
    }
}
