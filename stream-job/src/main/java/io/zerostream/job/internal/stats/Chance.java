package io.zerostream.job.internal.stats;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** How likely it is that windows look as they do though nothing has changed. Labels are taken for independent draws. */
final class Chance {
    /** W. G. Cochran (1954): with fewer expected in a cell the statistic does not follow the chi-square distribution. */
    private static final double LEAST_EXPECTED = 5;

    /** Any; the same classes are always grouped alike. */
    private static final long SEED = 20_261_128;

    private static final Cell NONE = new Cell(0, 0);

    private Chance() {}

    /**
     * Whether both were drawn from one distribution, by two tests. Pearson's chi-square test is for classes of which at least
     * {@value #LEAST_EXPECTED} are to be expected in the smaller sample, the rarer ones being put together into groups until
     * they are as many. It costs next to nothing, and what it is sure of is not looked at any further. What it cannot see,
     * few labels over many classes, is left to {@link PermutationTest}.
     *
     * @param p shares of the one, UNKNOWN being a class
     * @param n labels it stands for
     * @param q shares of the other
     * @param m labels it stands for
     * @param matters chances above this need not be told apart, in (0,1)
     * @return probability of samples as far apart, or farther, the better of two counting twice; 1 when there are too few
     *     labels to tell
     */
    static double ofBoth(Map<String, Double> p, long n, Map<String, Double> q, long m, double matters) {
        // shares that are taken for sure know no more of a class that they lack than the index does
        double least = m == Reference.SURE ? Drift.LEAST_SHARE : 0;
        double smaller = Math.min(n, m) / ((double) n + m);
        List<Cell> cells = new ArrayList<>();
        List<Cell> frequent = new ArrayList<>();
        List<Cell> rare = new ArrayList<>();
        for (String name : Drift.names(p, q)) {
            Cell cell = new Cell(p.getOrDefault(name, 0.0) * n, Math.max(least, q.getOrDefault(name, 0.0)) * m);
            cells.add(cell);
            if (cell.both() * smaller < LEAST_EXPECTED) {
                rare.add(cell);
            } else {
                frequent.add(cell);
            }
        }
        frequent.addAll(grouped(rare, smaller));
        double frequently = 2 * chiSquare(frequent);
        if (frequently <= matters) {
            // dealing takes long where much has changed
            return frequently;
        }
        SplittableRandom random = new SplittableRandom(SEED);
        double permuted = PermutationTest.chance(
                cells.stream().mapToLong(cell -> whole(cell.one, random)).toArray(),
                cells.stream().mapToLong(cell -> whole(cell.other, random)).toArray(),
                matters / 2);
        return Math.min(1, Math.min(2 * permuted, frequently));
    }

    /**
     * Rare classes, so many together that each group has enough. By chance, for classes that stand together by their names
     * may change alike, or at the cost of each other; and by no count of either sample, which would tell what to find.
     */
    private static List<Cell> grouped(List<Cell> rare, double smaller) {
        List<Cell> shuffled = new ArrayList<>(rare);
        Collections.shuffle(shuffled, new Random(SEED));
        List<Cell> groups = new ArrayList<>();
        Cell group = NONE;
        for (Cell cell : shuffled) {
            group = group.plus(cell);
            if (group.both() * smaller >= LEAST_EXPECTED) {
                groups.add(group);
                group = NONE;
            }
        }
        if (!groups.isEmpty()) {
            groups.add(groups.remove(groups.size() - 1).plus(group));
        }
        return groups;
    }

    /**
     * A stored mean may be a fraction of a label. It is rounded up as often as that fraction says, so that many rare classes
     * together are as many labels as they were.
     */
    private static long whole(double labels, SplittableRandom random) {
        double nearest = Math.rint(labels);
        // a share times a number is a whole number but for rounding
        return (long) (Math.abs(labels - nearest) < 1e-6 ? nearest : Math.floor(labels + random.nextDouble()));
    }

    private static double chiSquare(List<Cell> cells) {
        Cell all = cells.stream().reduce(NONE, Cell::plus);
        if (cells.size() < 2 || all.one == 0 || all.other == 0) {
            return 1;
        }
        double statistic = 0;
        for (Cell cell : cells) {
            double apart = cell.one * all.other - cell.other * all.one;
            statistic += apart / all.one * (apart / all.other) / cell.both();
        }
        return ChiSquaredDistribution.of(cells.size() - 1.0).survivalProbability(statistic);
    }

    /**
     * @param share in [0,1]
     * @return probability of so many or more of n, where each is one with the probability share
     */
    static double ofSoMany(long many, long n, double share) {
        // the distribution counts in int: more trials than that are as sure as that
        double scale = n == 0 ? 1 : Math.min(1, (double) Integer.MAX_VALUE / n);
        return BinomialDistribution.of((int) (n * scale), share).survivalProbability((int) (many * scale) - 1);
    }

    /** Labels of a class in the one and in the other. */
    private record Cell(double one, double other) {
        double both() {
            return one + other;
        }

        Cell plus(Cell more) {
            return new Cell(one + more.one, other + more.other);
        }
    }
}
