package io.zerostream.gateway.internal.history;

import org.jspecify.annotations.Nullable;

/**
 * What the labels of some windows come to. Immutable.
 *
 * @param windows how many
 * @param labels in them, unknown ones included
 * @param unknown labels with outcome UNKNOWN
 * @param other labels of classes that are not counted by name
 * @param classes the other labels
 * @param alarms windows that raised the alarm
 * @param compared labels of windows that were compared with a reference
 * @param marginSum sum over labels of the margin
 * @param entropySum sum over labels of the entropy of their window, bits
 * @param psiSum sum over compared labels of the population stability index of their window
 * @param jensenShannonSum sum over compared labels of the divergence of their window, bits
 */
record Counted(
        long windows,
        long labels,
        long unknown,
        long other,
        ClassCounts classes,
        long alarms,
        long compared,
        double marginSum,
        double entropySum,
        double psiSum,
        double jensenShannonSum) {
    /** No window. */
    static final Counted NOTHING = new Counted(0, 0, 0, 0, ClassCounts.NONE, 0, 0, 0, 0, 0, 0);

    private static final int BYTES_EACH = 160;

    /** Both together. */
    Counted plus(Counted more) {
        return with(more, 1, classes.plus(more.classes), other + more.other);
    }

    /** Without windows that are in it, whether their classes are still named here or not. */
    Counted minus(Counted less) {
        ClassCounts left = classes.minus(less.classes);
        long unnamed = left.sum() - (classes.sum() - less.classes.sum());
        return with(less, -1, left, other - less.other - unnamed);
    }

    private Counted with(Counted b, int sign, ClassCounts newClasses, long newOther) {
        return new Counted(
                windows + sign * b.windows,
                labels + sign * b.labels,
                unknown + sign * b.unknown,
                newOther,
                newClasses,
                alarms + sign * b.alarms,
                compared + sign * b.compared,
                marginSum + sign * b.marginSum,
                entropySum + sign * b.entropySum,
                psiSum + sign * b.psiSum,
                jensenShannonSum + sign * b.jensenShannonSum);
    }

    /** The same without the names of classes. */
    Counted folded() {
        return with(NOTHING, 1, ClassCounts.NONE, other + classes.sum());
    }

    /** Mean over labels; null without any. */
    @Nullable
    Double meanMargin() {
        return mean(marginSum, labels);
    }

    /** Mean over labels, bits; null without any. */
    @Nullable
    Double entropy() {
        return mean(entropySum, labels);
    }

    /** Mean over compared labels; null without any. */
    @Nullable
    Double psi() {
        return mean(psiSum, compared);
    }

    /** Mean over compared labels, bits; null without any. */
    @Nullable
    Double jensenShannon() {
        return mean(jensenShannonSum, compared);
    }

    private static @Nullable Double mean(double sum, long count) {
        return count == 0 ? null : sum / count;
    }

    /** What it takes in memory, about. */
    long bytes() {
        return BYTES_EACH + classes.bytes();
    }
}
