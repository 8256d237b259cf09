package io.zerostream.model.image;

import io.zerostream.model.image.header.ImageHeader;
import java.util.Arrays;

/** A frame on its picture, which is not made: its rows are put together as they are read. */
final class FramedRows implements PixelRows {
    private final PixelRows frame;
    private final int height;
    private final int width;
    private final int top;
    private final int left;
    private final int fill;
    private final int[] row;

    private FramedRows(PixelRows frame, int height, int width, int top, int left, int fill) {
        this.frame = frame;
        this.height = height;
        this.width = width;
        this.top = top;
        this.left = left;
        this.fill = fill;
        row = new int[frame.width()];
    }

    /** The rows of the whole picture; those given where the frame is all of it. */
    public static PixelRows of(PixelRows frame, ImageHeader header) {
        return of(frame, header, 1, 1);
    }

    /**
     * The same for a frame of which only every n-th pixel was decoded.
     *
     * @param everyRow of so many rows one is there
     * @param everyColumn of so many columns one is there
     */
    public static PixelRows of(PixelRows frame, ImageHeader header, int everyRow, int everyColumn) {
        if (header.isWhole()) {
            return frame;
        }
        return new FramedRows(
                frame,
                Math.max(1, header.height() / everyRow),
                Math.max(1, header.width() / everyColumn),
                header.frame().top() / everyRow,
                header.frame().left() / everyColumn,
                header.frame().fill());
    }

    @Override
    public int height() {
        return height;
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public void read(int y, int[] rgb) {
        Arrays.fill(rgb, 0, width, fill);
        if (y >= top && y - top < frame.height() && left < width) {
            frame.read(y - top, row);
            System.arraycopy(row, 0, rgb, left, Math.min(row.length, width - left));
        }
    }
}
