package io.zerostream.job.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * When a class has appeared before a source, and when it has left. The share of a class is smoothed over the labels of
 * the source: each label moves it towards 1 for the class that it says and towards 0 for all others, the further the
 * longer ago the label before was, but never so far that fewer than {@code minLabels} would be enough.
 *
 * @param enabled whether there are sightings at all ({@code sightings.enabled})
 * @param smoothing how long all labels must say one class, after a silence, until it has appeared ({@code
 *     sightings.smoothing})
 * @param minLabels by how many labels at least, 1 to 1000 ({@code sightings.min-labels})
 * @param on smoothed share from which on a class has appeared, below 1 ({@code sightings.on})
 * @param off smoothed share below which it has left, at least 0.01 and below {@code on} ({@code sightings.off})
 * @param gap a class that no label says for so long has left; after so long without any label of the source all begins
 *     anew ({@code sightings.gap})
 */
public record SightingSettings(boolean enabled, Duration smoothing, int minLabels, double on, double off, Duration gap)
        implements Serializable {
    private static final int MOST_LABELS = 1000;
    private static final Duration SHORTEST_GAP = Duration.ofMillis(1);
    /** So that no more than a hundred classes can be there at once. */
    private static final double LEAST_SHARE = 0.01;
    /** A share of 1 is only ever approached. */
    private static final double MOST_SHARE = 0.99;

    /** What {@link JobConfig#defaults} uses. */
    public static final SightingSettings DEFAULT =
            new SightingSettings(false, Duration.ofSeconds(2), 3, 0.6, 0.2, Duration.ofSeconds(30));

    /** @throws JobConfigException naming the key that is out of range */
    public SightingSettings {
        Checks.positive("sightings.smoothing", smoothing);
        Checks.between("sightings.min-labels", minLabels, 1, MOST_LABELS);
        Checks.between("sightings.on", on, LEAST_SHARE, MOST_SHARE);
        Checks.between("sightings.off", off, LEAST_SHARE, MOST_SHARE);
        Checks.atLeast("sightings.gap", gap, SHORTEST_GAP);
        if (off >= on) {
            throw new JobConfigException(
                    "sightings.off",
                    off + " must be below sightings.on " + on + ", or a class would come and go with every label");
        }
    }
}
