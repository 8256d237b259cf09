package io.zerostream.job.config;

import java.io.Serializable;

/**
 * When a window's statistics raise the alarm flag: what is past a limit, and could not well be chance.
 *
 * @param falseAlarms share of comparisons that may alarm though nothing has changed, in [0.0001,1]; each check by itself keeps to
 *     it where labels are independent ({@code drift.false-alarms})
 * @param psi population stability index against the reference; above 0.25 is commonly called a shift ({@code drift.psi})
 * @param jensenShannon divergence against the reference, bits, in [0,1] ({@code drift.jensen-shannon})
 * @param unknownShare share of UNKNOWN labels, in [0,1] ({@code drift.unknown-share})
 * @param minLabels fewer labels than this in a window say nothing and never alarm ({@code drift.min-labels})
 * @param baseline address of a JSON file with the shares to compare with, for Flink's file systems; empty, and for class
 *     sets that are not in it = the window before ({@code drift.baseline})
 */
public record DriftLimits(
        double falseAlarms, double psi, double jensenShannon, double unknownShare, long minLabels, String baseline)
        implements Serializable {
    /** What {@link JobConfig#defaults} uses. */
    public static final DriftLimits DEFAULT = new DriftLimits(0.001, 0.25, 0.1, 0.5, 50);

    /** What is less likely would take hundreds of thousands of comparisons to be seen. */
    private static final double LEAST_FALSE_ALARMS = 1e-4;

    /** @throws JobConfigException naming the key that is out of range */
    public DriftLimits {
        Checks.between("drift.false-alarms", falseAlarms, LEAST_FALSE_ALARMS, 1);
        Checks.between("drift.psi", psi, 0, Double.MAX_VALUE);
        Checks.between("drift.jensen-shannon", jensenShannon, 0, 1);
        Checks.between("drift.unknown-share", unknownShare, 0, 1);
        Checks.atLeast("drift.min-labels", minLabels, 1);
    }

    /** Against the window before. */
    public DriftLimits(double falseAlarms, double psi, double jensenShannon, double unknownShare, long minLabels) {
        this(falseAlarms, psi, jensenShannon, unknownShare, minLabels, "");
    }
}
