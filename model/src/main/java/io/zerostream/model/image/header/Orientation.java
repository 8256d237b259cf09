package io.zerostream.model.image.header;

/**
 * How a camera was held: where the first row and the first column of what is stored belong in the picture as it is to be
 * seen. EXIF numbers the eight ways.
 *
 * @param onItsSide stored rows are columns of the picture
 * @param rowsFromTheEnd the first stored row is the picture's last row, or its last column where it lies on its side
 * @param columnsFromTheEnd the same for the first stored column
 */
public record Orientation(boolean onItsSide, boolean rowsFromTheEnd, boolean columnsFromTheEnd) {
    /** Nothing is to be turned. */
    public static final Orientation UPRIGHT = new Orientation(false, false, false);

    /**
     * By its number in EXIF.
     *
     * @param number 1 to 8; any other is none, and upright
     */
    static Orientation of(long number) {
        return switch ((int) Math.max(1, Math.min(number, 9))) {
            case 2 -> new Orientation(false, false, true);
            case 3 -> new Orientation(false, true, true);
            case 4 -> new Orientation(false, true, false);
            case 5 -> new Orientation(true, false, false);
            case 6 -> new Orientation(true, true, false);
            case 7 -> new Orientation(true, true, true);
            case 8 -> new Orientation(true, false, true);
            default -> UPRIGHT;
        };
    }
}
