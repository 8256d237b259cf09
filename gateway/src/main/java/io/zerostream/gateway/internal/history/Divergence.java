package io.zerostream.gateway.internal.history;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleBinaryOperator;

/**
 * How far two distributions over classes are apart, as the job measures windows: UNKNOWN is one of the classes, and so are
 * together those that are not counted by name.
 */
final class Divergence {
    /** Shares below are raised to this in the index, which else would be infinite. */
    private static final double LEAST_SHARE = 1e-4;

    private static final double LN2 = Math.log(2);

    private Divergence() {}

    /** Population stability index Σ (p − q) ln(p/q), natural logarithm, at least 0; both have labels. */
    static double psi(Counted a, Counted b) {
        return sum(a, b, (share, other) -> {
            double p = Math.max(LEAST_SHARE, share);
            double q = Math.max(LEAST_SHARE, other);
            return (p - q) * Math.log(p / q);
        });
    }

    /** Jensen-Shannon divergence, bits, in [0, 1]; both have labels. */
    static double jensenShannon(Counted a, Counted b) {
        double bits = sum(a, b, (p, q) -> (plogp(p) + plogp(q)) / 2 - plogp((p + q) / 2)) / LN2;
        return Math.min(1, Math.max(0, bits));
    }

    private static double sum(Counted a, Counted b, DoubleBinaryOperator distance) {
        Set<String> names = new TreeSet<>();
        a.classes().forEach((name, count) -> names.add(name));
        b.classes().forEach((name, count) -> names.add(name));
        double sum = term(a.unknown(), a, b.unknown(), b, distance) + term(a.other(), a, b.other(), b, distance);
        for (String name : names) {
            sum += term(a.classes().of(name), a, b.classes().of(name), b, distance);
        }
        return sum;
    }

    private static double term(long mine, Counted a, long others, Counted b, DoubleBinaryOperator distance) {
        return distance.applyAsDouble((double) mine / a.labels(), (double) others / b.labels());
    }

    private static double plogp(double p) {
        return p == 0 ? 0 : p * Math.log(p);
    }
}
