package io.zerostream.bench.ratio;

import java.util.Locale;

/**
 * One measured ratio and what it should be.
 *
 * @param name what was measured, one line
 * @param value the ratio
 * @param target what it should reach
 * @param bound from which side
 * @param detail the two times it comes from, and their meaning, one line
 */
public record Ratio(String name, double value, double target, Bound bound, String detail) {
    /** Which side of the target is good. */
    public enum Bound {
        AT_LEAST("≥"),
        AT_MOST("≤");

        private final String sign;

        Bound(String sign) {
            this.sign = sign;
        }

        /** ≥ or ≤. */
        public String sign() {
            return sign;
        }
    }

    /** How many times faster a subject is than its baseline. */
    public static Ratio faster(String name, double subjectMs, double baselineMs, String baseline, double target) {
        return new Ratio(
                name,
                baselineMs / subjectMs,
                target,
                Bound.AT_LEAST,
                String.format(Locale.ROOT, "%s ms; %s %s ms", digits(subjectMs), baseline, digits(baselineMs)));
    }

    /** Whether the target is reached. A value that is no number reaches none. */
    public boolean ok() {
        return bound == Bound.AT_LEAST ? value >= target : value <= target;
    }

    /** Three significant digits, or all before the point. */
    public static String digits(double value) {
        int decimals = value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : value >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
