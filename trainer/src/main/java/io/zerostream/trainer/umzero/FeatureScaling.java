package io.zerostream.trainer.umzero;

/**
 * Brings features to mean 0 and variance 1 as measured on training pictures, and each picture's to unit length. Without it
 * what all pictures have in common drowns what tells them apart: on the validation classes ESZSL's T1 was 34 % without and
 * 51 % with it (width 1.0, mean of three folds). Immutable.
 */
final class FeatureScaling {
    private static final double LEAST = 1e-6;

    private final double[] mean;
    private final double[] deviation;

    private FeatureScaling(double[] mean, double[] deviation) {
        this.mean = mean;
        this.deviation = deviation;
    }

    /**
     * Measures.
     *
     * @param rows features (n,f), row-major
     * @param n pictures
     */
    static FeatureScaling of(float[] rows, int n) {
        int width = rows.length / n;
        double[] mean = new double[width];
        double[] squares = new double[width];
        for (int i = 0; i < rows.length; i++) {
            mean[i % width] += rows[i] / (double) n;
        }
        for (int i = 0; i < rows.length; i++) {
            double d = rows[i] - mean[i % width];
            squares[i % width] += d * d / n;
        }
        for (int j = 0; j < width; j++) {
            squares[j] = Math.sqrt(squares[j]) + LEAST;
        }
        return new FeatureScaling(mean, squares);
    }

    /** What is taken away of each feature (f). */
    float[] mean() {
        return Eszsl.floats(mean);
    }

    /** What it is divided by then (f). */
    float[] deviation() {
        return Eszsl.floats(deviation);
    }

    /** Scaled features (n,f), of pictures that need not be those it was measured on. */
    float[] scaled(float[] rows) {
        int width = mean.length;
        float[] result = new float[rows.length];
        for (int from = 0; from < rows.length; from += width) {
            double squares = 0;
            for (int j = 0; j < width; j++) {
                double value = (rows[from + j] - mean[j]) / deviation[j];
                result[from + j] = (float) value;
                squares += value * value;
            }
            double length = Math.max(Math.sqrt(squares), LEAST);
            for (int j = 0; j < width; j++) {
                result[from + j] /= (float) length;
            }
        }
        return result;
    }
}
