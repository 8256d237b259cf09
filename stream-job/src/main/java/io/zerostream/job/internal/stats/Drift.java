package io.zerostream.job.internal.stats;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** How far apart two distributions over classes are. */
final class Drift {
    /** Least share in the index, which else would be infinite for a class that is absent from one window. */
    static final double LEAST_SHARE = 1e-4;

    private static final double LN2 = Math.log(2);

    private Drift() {}

    /** H = −Σ p log2 p, bits. */
    static double entropy(Map<String, Double> p) {
        double sum = 0;
        for (double share : p.values()) {
            sum -= plogp(share);
        }
        return sum / LN2;
    }

    /**
     * Population stability index Σ (p − q) ln(p/q), natural logarithm, shares of at least {@link #LEAST_SHARE}; symmetric,
     * 0 when equal.
     */
    static double psi(Map<String, Double> p, Map<String, Double> q) {
        double sum = 0;
        for (String name : names(p, q)) {
            double a = Math.max(LEAST_SHARE, p.getOrDefault(name, 0.0));
            double b = Math.max(LEAST_SHARE, q.getOrDefault(name, 0.0));
            sum += (a - b) * Math.log(a / b);
        }
        return sum;
    }

    /** Jensen–Shannon divergence H(m) − (H(p) + H(q))/2 with m = (p + q)/2, bits, in [0,1]. */
    static double jensenShannon(Map<String, Double> p, Map<String, Double> q) {
        double sum = 0;
        for (String name : names(p, q)) {
            double a = p.getOrDefault(name, 0.0);
            double b = q.getOrDefault(name, 0.0);
            sum += (plogp(a) + plogp(b)) / 2 - plogp((a + b) / 2);
        }
        return Math.min(1, Math.max(0, sum / LN2));
    }

    private static double plogp(double p) {
        return p == 0 ? 0 : p * Math.log(p);
    }

    /** All classes that either has, in order. */
    static Set<String> names(Map<String, Double> p, Map<String, Double> q) {
        Set<String> names = new TreeSet<>(p.keySet());
        names.addAll(q.keySet());
        return names;
    }
}
