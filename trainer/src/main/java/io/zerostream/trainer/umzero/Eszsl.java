package io.zerostream.trainer.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The closed-form baseline (Romera-Paredes and Torr 2015, "An embarrassingly simple approach to zero-shot learning"):
 * features X (n,f) to semantic vectors X V, with Y (n,C) of 1 and -1 and S (C,a) the classes' attributes
 *
 * <pre>V = (XᵀX + γI)⁻¹ Xᵀ Y S (SᵀS + λI)⁻¹</pre>
 *
 * <p>In double precision. Immutable.
 */
final class Eszsl {
    private final double[] map;
    private final int features;
    private final int attributes;

    private Eszsl(double[] map, int features, int attributes) {
        this.map = map;
        this.features = features;
        this.attributes = attributes;
    }

    /**
     * The equation of some pictures, to be solved for several penalties: what does not depend on these is computed once,
     * and what depends on γ alone once for each γ that follows another. Used by one thread; closing frees its native memory.
     */
    static final class Problem implements AutoCloseable {
        private final NDManager manager = NDManager.newBaseManager("PyTorch");
        private final NDArray gram;
        private final NDArray semanticGram;
        private final NDArray middle;
        private final int features;
        private final int attributes;
        private double ridge = Double.NaN;
        private @Nullable NDArray left;

        /**
         * @param x features (n,f), row-major
         * @param labels n indices of classes
         * @param classes attributes of each class (a), at unit length
         */
        Problem(float[] x, int[] labels, float[][] classes) {
            int n = labels.length;
            features = x.length / n;
            attributes = classes[0].length;
            double[] y = new double[n * classes.length];
            Arrays.fill(y, -1);
            double[] s = new double[classes.length * attributes];
            for (int i = 0; i < n; i++) {
                y[i * classes.length + labels[i]] = 1;
            }
            for (int c = 0; c < classes.length; c++) {
                for (int j = 0; j < attributes; j++) {
                    s[c * attributes + j] = classes[c][j];
                }
            }
            try (NDManager scratch = manager.newSubManager()) {
                NDArray rows = scratch.create(x, new Shape(n, features)).toType(DataType.FLOAT64, false);
                NDArray semantic = scratch.create(s, new Shape(classes.length, attributes));
                gram = kept(rows.transpose().matMul(rows));
                semanticGram = kept(semantic.transpose().matMul(semantic));
                middle = kept(rows.transpose()
                        .matMul(scratch.create(y, new Shape(n, classes.length)))
                        .matMul(semantic));
            }
        }

        private NDArray kept(NDArray array) {
            array.attach(manager);
            return array;
        }

        /**
         * Solves it.
         *
         * @param newRidge γ
         * @param attributeRidge λ
         */
        Eszsl solve(double newRidge, double attributeRidge) {
            NDArray inverse = left;
            if (inverse == null || newRidge != ridge) {
                if (inverse != null) {
                    inverse.close();
                }
                inverse = inverse(gram, newRidge);
                left = inverse;
                ridge = newRidge;
            }
            try (NDArray right = inverse(semanticGram, attributeRidge);
                    NDArray half = inverse.matMul(middle);
                    NDArray map = half.matMul(right)) {
                return new Eszsl(map.toDoubleArray(), features, attributes);
            }
        }

        private static NDArray inverse(NDArray gram, double ridge) {
            NDManager manager = gram.getManager();
            try (NDArray identity = manager.eye((int) gram.getShape().get(0));
                    NDArray exact = identity.toType(DataType.FLOAT64, false);
                    NDArray penalty = exact.mul(ridge);
                    NDArray sum = gram.add(penalty)) {
                return sum.inverse();
            }
        }

        @Override
        public void close() {
            manager.close();
        }
    }

    /** Semantic vectors (n,a) of features (n,f), both row-major. */
    float[] embed(float[] x) {
        int n = x.length / features;
        try (NDManager scratch = NDManager.newBaseManager("PyTorch")) {
            NDArray vectors = scratch.create(x, new Shape(n, features))
                    .toType(DataType.FLOAT64, false)
                    .matMul(scratch.create(map, new Shape(features, attributes)));
            return vectors.toType(DataType.FLOAT32, false).toFloatArray();
        }
    }

    /** Vᵀ (a,f), row-major. */
    float[] transposed() {
        double[] rows = new double[map.length];
        for (int i = 0; i < rows.length; i++) {
            rows[i % attributes * features + i / attributes] = map[i];
        }
        return floats(rows);
    }

    static float[] floats(double[] values) {
        float[] rounded = new float[values.length];
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = (float) values[i];
        }
        return rounded;
    }
}
