package io.zerostream.trainer.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

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
     * Fits V.
     *
     * @param x features (n,f), row-major
     * @param labels n indices of classes
     * @param classes attributes of each class (a), at unit length
     * @param ridge γ
     * @param attributeRidge λ
     */
    static Eszsl fit(float[] x, int[] labels, float[][] classes, double ridge, double attributeRidge) {
        int n = labels.length;
        int f = x.length / n;
        int a = classes[0].length;
        double[] y = new double[n * classes.length];
        Arrays.fill(y, -1);
        double[] s = new double[classes.length * a];
        for (int i = 0; i < n; i++) {
            y[i * classes.length + labels[i]] = 1;
        }
        for (int c = 0; c < classes.length; c++) {
            for (int j = 0; j < a; j++) {
                s[c * a + j] = classes[c][j];
            }
        }
        try (NDManager scratch = NDManager.newBaseManager("PyTorch")) {
            NDArray features = scratch.create(x, new Shape(n, f)).toType(DataType.FLOAT64, false);
            NDArray semantic = scratch.create(s, new Shape(classes.length, a));
            NDArray left = inverse(features.transpose().matMul(features), ridge);
            NDArray right = inverse(semantic.transpose().matMul(semantic), attributeRidge);
            NDArray middle = features.transpose()
                    .matMul(scratch.create(y, new Shape(n, classes.length)))
                    .matMul(semantic);
            return new Eszsl(left.matMul(middle).matMul(right).toDoubleArray(), f, a);
        }
    }

    private static NDArray inverse(NDArray gram, double ridge) {
        NDArray identity = gram.getManager().eye((int) gram.getShape().get(0)).toType(DataType.FLOAT64, false);
        return gram.add(identity.mul(ridge)).inverse();
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
