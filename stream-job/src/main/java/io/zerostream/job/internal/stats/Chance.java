package io.zerostream.job.internal.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/** How likely it is that windows look as they do though nothing has changed. Labels are taken for independent draws. */
final class Chance {
    /** W. G. Cochran (1954): with fewer expected in a cell the statistic does not follow the chi-square distribution. */
    private static final double LEAST_EXPECTED = 5;

    private Chance() {}

    /**
     * Whether both were drawn from one distribution, by two tests. Pearson's chi-square test is for classes of which at least
     * {@value #LEAST_EXPECTED} are to be expected in the smaller sample, the others being one class together if these are as
     * many. A class that the larger sample lacks is rare in both together, and yet no chance: that is seen by
     * {@link PermutationTest}.
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
        Cell rare = new Cell(0, 0);
        for (String name : Drift.names(p, q)) {
            Cell cell = new Cell(p.getOrDefault(name, 0.0) * n, Math.max(least, q.getOrDefault(name, 0.0)) * m);
            cells.add(cell);
            if (cell.both() * smaller < LEAST_EXPECTED) {
                rare = rare.plus(cell);
            } else {
                frequent.add(cell);
            }
        }
        if (rare.both() * smaller >= LEAST_EXPECTED) {
            frequent.add(rare);
        }
        double frequently = 2 * chiSquare(frequent);
        if (frequently <= matters) {
            // dealing takes long where much has changed
            return frequently;
        }
        double permuted = PermutationTest.chance(
                cells.stream().mapToLong(cell -> Math.round(cell.one)).toArray(),
                cells.stream().mapToLong(cell -> Math.round(cell.other)).toArray(),
                matters / 2);
        return Math.min(1, Math.min(2 * permuted, frequently));
    }

    private static double chiSquare(List<Cell> cells) {
        Cell all = cells.stream().reduce(new Cell(0, 0), Cell::plus);
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
