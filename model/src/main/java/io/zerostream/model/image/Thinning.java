package io.zerostream.model.image;

import io.zerostream.model.image.header.ImageHeader;
import javax.imageio.ImageReadParam;

/**
 * Which pixels of a large picture ImageIO decodes when the result is much smaller: of so many rows and columns one each.
 *
 * @param everyRow 1 = all of them
 * @param everyColumn 1 = all of them
 */
record Thinning(int everyRow, int everyColumn) {
    /** Up to this many pixels a picture is decoded whole: four million, twice a full-HD frame. */
    public static final long EXACT_PIXELS = 4_000_000;

    /** A thinned picture keeps at least so many pixels for one of the result's, along each axis. */
    private static final int LEAST_RATIO = 4;

    /**
     * So that neither the picture nor the picture at its final width exceeds {@link #EXACT_PIXELS}; none unless the picture
     * is large and the result much smaller.
     *
     * @param exact none at all
     */
    public static Thinning of(ImageHeader header, int height, int width, boolean exact) {
        int rows = header.height();
        int columns = header.width();
        double excess = (double) rows * Math.max(columns, width) / EXACT_PIXELS;
        if (exact || excess <= 1) {
            return new Thinning(1, 1);
        }
        double each = Math.sqrt(excess);
        int everyColumn = thinning(each, columns, width);
        // a narrow picture cannot give columns, nor a low one rows: the other axis gives more
        int everyRow = thinning(Math.max(each, excess / everyColumn), rows, height);
        return new Thinning(everyRow, thinning(Math.max(each, excess / everyRow), columns, width));
    }

    private static int thinning(double wanted, int from, int to) {
        return Math.max(1, Math.min((int) Math.ceil(wanted), from / (LEAST_RATIO * to)));
    }

    /** Tells a reader. */
    public void apply(ImageReadParam param, ImageHeader.Frame frame) {
        if (everyRow > 1 || everyColumn > 1) {
            // a frame may be smaller than what is left out
            param.setSourceSubsampling(
                    everyColumn,
                    everyRow,
                    Math.min(everyColumn / 2, frame.width() - 1),
                    Math.min(everyRow / 2, frame.height() - 1));
        }
    }

    /** Pixels of a frame that are decoded, at most. */
    public long pixels(ImageHeader.Frame frame) {
        return (frame.height() / everyRow + 1L) * (frame.width() / everyColumn + 1L);
    }

    /** What a resize of what is left holds. */
    public long resizeBytes(ImageHeader header, int height, int width) {
        return BilinearResize.bytes(header.height() / everyRow + 1L, header.width() / everyColumn + 1L, height, width);
    }
}
