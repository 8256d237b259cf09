package io.zerostream.trainer.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * What a branch minimises, v (B,a) its vectors, s the network's scale, Â (C,a) the attributes of the trained classes at unit length, y the labels:
 *
 * <pre>
 * align    = mean over pictures of CE(s v Âᵀ, (1-ε) onehot(y) + ε/C)
 * contrast = mean over the batch's classes of -log of their own pictures' share in softmax over pictures of s v â_y
 * loss     = align + contrast weight · contrast
 * </pre>
 */
final class HybridLoss {
    private final UmZeroSettings.Loss config;
    private final float scale;
    private final float[] rows;
    private final int classes;
    private final int attributes;

    /**
     * @param scale s
     * @param prototypes of the trained classes (C,a), at unit length
     */
    HybridLoss(UmZeroSettings.Loss config, float scale, float[][] prototypes) {
        this.config = config;
        this.scale = scale;
        classes = prototypes.length;
        attributes = prototypes[0].length;
        rows = new float[classes * attributes];
        for (int c = 0; c < classes; c++) {
            System.arraycopy(prototypes[c], 0, rows, c * attributes, attributes);
        }
    }

    /**
     * The loss, a scalar.
     *
     * @param vectors v
     * @param labels indices of trained classes
     */
    NDArray of(NDArray vectors, int[] labels) {
        NDManager scratch = vectors.getManager();
        NDArray scores = scores(vectors);
        float[] targets = new float[labels.length * classes];
        float rest = (float) (config.smoothing() / classes);
        for (int i = 0; i < labels.length; i++) {
            for (int c = 0; c < classes; c++) {
                float own = labels[i] == c ? (float) (1 - config.smoothing()) : 0;
                targets[i * classes + c] = (own + rest) / labels.length;
            }
        }
        NDArray align = scores.logSoftmax(1)
                .mul(scratch.create(targets, new Shape(labels.length, classes)))
                .sum()
                .neg();
        if (config.contrast() == 0) {
            return align;
        }
        NDArray weight = scratch.create((float) config.contrast());
        return align.add(contrast(scores, labels).mul(weight));
    }

    private NDArray contrast(NDArray scores, int[] labels) {
        NDManager scratch = scores.getManager();
        float[] own = new float[labels.length * classes];
        int[] pictures = new int[classes];
        int present = 0;
        for (int label : labels) {
            present += pictures[label]++ == 0 ? 1 : 0;
        }
        for (int i = 0; i < labels.length; i++) {
            own[i * classes + labels[i]] = 1f / (pictures[labels[i]] * present);
        }
        return scores.logSoftmax(0)
                .mul(scratch.create(own, new Shape(labels.length, classes)))
                .sum()
                .neg();
    }

    /** s v Âᵀ. */
    private NDArray scores(NDArray vectors) {
        NDManager scratch = vectors.getManager();
        return vectors.mul(scratch.create(scale))
                .matMul(scratch.create(rows, new Shape(classes, attributes)).transpose());
    }
}
