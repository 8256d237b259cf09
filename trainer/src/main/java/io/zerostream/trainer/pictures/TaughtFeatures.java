package io.zerostream.trainer.pictures;

/**
 * What a teacher makes of the training pictures, standardised: mean 0 and deviation 1 of each feature over all of them.
 *
 * @param rows two a picture, whole and mirrored, one after the other; (2·N, t), row-major
 * @param length t
 */
record TaughtFeatures(float[] rows, int length) {
    /** Copies the features of a picture. */
    void copy(int picture, boolean mirrored, float[] to, int at) {
        System.arraycopy(rows, (2 * picture + (mirrored ? 1 : 0)) * length, to, at, length);
    }
}
