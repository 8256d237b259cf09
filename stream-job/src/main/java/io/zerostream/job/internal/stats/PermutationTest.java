package io.zerostream.job.internal.stats;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/**
 * Whether two samples of labels were drawn from one distribution, however rare their classes are: all labels are put
 * together and dealt out again, again and again, and Pearson's statistic of what was dealt is compared with that of what
 * was seen. Nothing is assumed of how many labels a class has. Dealing ends as soon as the answer is known to be "by
 * chance" (J. Besag, P. Clifford (1991), Sequential Monte Carlo p-values), which without a change is after a few times.
 */
final class PermutationTest {
    /** The smaller sample is thinned to so many: what they do not show is frequent enough for the chi-square distribution. */
    private static final int LABELS = 1000;

    /** The larger one is thinned to so many times as many, or it would take long to put all labels together. */
    private static final int MANY_MORE = 50;

    /** Any; the same windows always get the same answer. */
    private static final long SEED = 20_261_128;

    private final SplittableRandom random = new SplittableRandom(SEED);

    /**
     * @param one labels of each class in the one
     * @param other labels of each class in the other, in the same order
     * @param matters chances above this need not be told apart, in (0,1)
     * @return probability of a statistic as large, or larger; what is less than {@code matters} is about that
     */
    static double chance(long[] one, long[] other, double matters) {
        boolean isSmaller = sum(one) <= sum(other);
        return new PermutationTest().ofSmaller(isSmaller ? one : other, isSmaller ? other : one, matters);
    }

    private double ofSmaller(long[] allOfSmaller, long[] allOfLarger, double matters) {
        long[] smaller = thinned(allOfSmaller, LABELS);
        int dealt = (int) sum(smaller);
        long[] larger = thinned(allOfLarger, MANY_MORE * dealt);
        long[] both = new long[larger.length];
        Arrays.setAll(both, k -> smaller[k] + larger[k]);
        Pack pack = new Pack(both, dealt);
        double seen = statistic(smaller, both) * (1 - 1e-9);
        // the least number of deals that can tell, if not one of them is as far apart
        int times = (int) Math.ceil(1 / matters) - 1;
        int asFar = 0;
        int done = 0;
        while (done < times && asFar == 0) {
            done++;
            asFar += pack.statistic() >= seen ? 1 : 0;
        }
        return (1.0 + asFar) / (1 + done);
    }

    /** So many of all, drawn by chance. */
    private long[] thinned(long[] counts, int most) {
        long all = sum(counts);
        if (all <= most) {
            return counts;
        }
        // whichever is less to draw: those that stay, or those that go
        boolean drawsKept = most <= all / 2;
        long[] drawn = drawn(counts, drawsKept ? most : all - most);
        if (!drawsKept) {
            Arrays.setAll(drawn, k -> counts[k] - drawn[k]);
        }
        return drawn;
    }

    private long[] drawn(long[] counts, long many) {
        long[] upTo = upTo(counts);
        long[] drawn = new long[counts.length];
        Set<Long> taken = new HashSet<>();
        while (taken.size() < many) {
            long label = random.nextLong(upTo[upTo.length - 1]);
            if (taken.add(label)) {
                drawn[classOf(label, upTo)]++;
            }
        }
        return drawn;
    }

    /** Σ x²/t: Pearson's, but for factors and terms that are the same however the labels are dealt. */
    private static double statistic(long[] smaller, long[] both) {
        double sum = 0;
        for (int k = 0; k < both.length; k++) {
            sum += both[k] == 0 ? 0 : (double) smaller[k] * smaller[k] / both[k];
        }
        return sum;
    }

    /** Labels of each class and all before it. */
    private static long[] upTo(long[] counts) {
        long[] upTo = counts.clone();
        Arrays.parallelPrefix(upTo, Long::sum);
        return upTo;
    }

    private static int classOf(long label, long[] upTo) {
        int found = Arrays.binarySearch(upTo, label + 1);
        if (found < 0) {
            return -found - 1;
        }
        // classes without labels end where the one before them does
        while (found > 0 && upTo[found - 1] == label + 1) {
            found--;
        }
        return found;
    }

    private static long sum(long[] counts) {
        return LongStream.of(counts).sum();
    }

    /** All labels, to be dealt from: the front of them is shuffled anew each time. */
    private final class Pack {
        private final long[] both;
        private final int[] labels;
        private final int dealt;
        private final int[] counts;

        Pack(long[] both, int dealt) {
            this.both = both;
            this.dealt = dealt;
            counts = new int[both.length];
            labels = new int[(int) sum(both)];
            int at = 0;
            for (int k = 0; k < both.length; k++) {
                Arrays.fill(labels, at, at += (int) both[k], k);
            }
        }

        /** Of a new deal. */
        double statistic() {
            double sum = 0;
            for (int i = 0; i < dealt; i++) {
                int taken = i + random.nextInt(labels.length - i);
                int k = labels[taken];
                labels[taken] = labels[i];
                labels[i] = k;
                // x² grows to (x + 1)²
                sum += (2.0 * counts[k]++ + 1) / both[k];
            }
            for (int i = 0; i < dealt; i++) {
                counts[labels[i]] = 0;
            }
            return sum;
        }
    }
}
