package io.zerostream.model.inference;

/**
 * Where a network looked for each attribute, as shares of a coarse grid over each picture; they sum to 1 over the grid.
 *
 * @param values (B, a, height, width), row-major; not to be changed
 * @param attributes a
 * @param height rows of the grid
 * @param width columns of the grid
 */
public record AttentionMaps(float[] values, int attributes, int height, int width) {
    /** Share of one cell. */
    public float at(int picture, int attribute, int row, int column) {
        return values[((picture * attributes + attribute) * height + row) * width + column];
    }
}
