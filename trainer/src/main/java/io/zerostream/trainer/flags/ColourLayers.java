package io.zerostream.trainer.flags;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A drawing taken apart into the colours its attributes name: pixel = Σ_k weight_k · colour_k + rest. Painting it again
 * with other colours gives the same design in other colours, edges included. Immutable.
 */
public final class ColourLayers {
    private static final int ROUNDS = 3;
    private static final float KEPT_REST = 0.5f;

    private final int height;
    private final int width;
    private final List<NamedColour> names;
    private final float[][] centres;
    private final float[][] weights;
    private final float[] rest;

    /**
     * Takes a drawing apart.
     *
     * @param names the colours the flag has; at least one
     */
    public ColourLayers(Pyramid drawing, List<NamedColour> names) {
        this.height = drawing.height();
        this.width = drawing.width();
        this.names = List.copyOf(names);
        float[] rgb = drawing.rgb();
        centres = names.stream().map(NamedColour::rgb).toArray(float[][]::new);
        for (int round = 0; round < ROUNDS; round++) {
            moveCentres(rgb);
        }
        int pixels = height * width;
        weights = new float[names.size()][pixels];
        rest = new float[pixels * 3];
        for (int p = 0; p < pixels; p++) {
            float sum = 0;
            for (int k = 0; k < centres.length; k++) {
                float d = distance(rgb, p, centres[k]) + 1e-4f;
                weights[k][p] = 1 / (d * d);
                sum += weights[k][p];
            }
            for (int c = 0; c < 3; c++) {
                float explained = 0;
                for (int k = 0; k < centres.length; k++) {
                    explained += weights[k][p] / sum * centres[k][c];
                }
                rest[3 * p + c] = KEPT_REST * (rgb[3 * p + c] - explained);
            }
            for (float[] weight : weights) {
                weight[p] /= sum;
            }
        }
    }

    /** The colours of the drawing by name, as found in it. */
    public Map<NamedColour, float[]> colours() {
        Map<NamedColour, float[]> found = new EnumMap<>(NamedColour.class);
        for (int k = 0; k < centres.length; k++) {
            found.put(names.get(k), centres[k].clone());
        }
        return found;
    }

    /**
     * Paints the design in other colours.
     *
     * @param colours for each of the drawing's colours, in the order of the enum, the RGB to put in its place
     * @param transposed mirrors at the falling diagonal, so that stripes become bars and the top left corner stays
     */
    public Pyramid paint(float[][] colours, boolean transposed) {
        float[] rgb = new float[rest.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int from = transposed ? (x * height / width) * width + y * width / height : y * width + x;
                int to = (y * width + x) * 3;
                for (int c = 0; c < 3; c++) {
                    float value = rest[3 * from + c];
                    for (int k = 0; k < colours.length; k++) {
                        value += weights[k][from] * colours[k][c];
                    }
                    rgb[to + c] = Math.max(0, Math.min(1, value));
                }
            }
        }
        return new Pyramid(height, width, rgb);
    }

    private void moveCentres(float[] rgb) {
        float[][] sums = new float[centres.length][3];
        int[] counts = new int[centres.length];
        for (int p = 0; p < height * width; p++) {
            int nearest = 0;
            float least = Float.MAX_VALUE;
            for (int k = 0; k < centres.length; k++) {
                float d = distance(rgb, p, centres[k]);
                if (d < least) {
                    least = d;
                    nearest = k;
                }
            }
            // mixed pixels at edges would pull the centre away
            if (least < 0.12f) {
                counts[nearest]++;
                for (int c = 0; c < 3; c++) {
                    sums[nearest][c] += rgb[3 * p + c];
                }
            }
        }
        for (int k = 0; k < centres.length; k++) {
            if (counts[k] > 0) {
                for (int c = 0; c < 3; c++) {
                    centres[k][c] = sums[k][c] / counts[k];
                }
            }
        }
    }

    private static float distance(float[] rgb, int pixel, float[] colour) {
        float d = 0;
        for (int c = 0; c < 3; c++) {
            float e = rgb[3 * pixel + c] - colour[c];
            d += e * e;
        }
        return d;
    }

    public List<NamedColour> names() {
        return names;
    }

    @Override
    public String toString() {
        return names + Arrays.deepToString(centres);
    }
}
