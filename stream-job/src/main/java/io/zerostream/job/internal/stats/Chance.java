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
     * {@value #LEAST_EXPECTED} are to be expected in the smaller sample. The others are too rare for it, each by itself: of
     * all their labels together so many may lie in the smaller sample as a binomial distribution has it.
     *
     * @param p shares of the one, UNKNOWN being a class
     * @param n labels it stands for
     * @param q shares of the other
     * @param m labels it stands for
     * @return probability of samples as far apart, or farther; 1 when there are too few labels to tell
     */
    static double ofBoth(Map<String, Double> p, long n, Map<String, Double> q, long m) {
        double smaller = Math.min(n, m) / ((double) n + m);
        List<Cell> cells = new ArrayList<>();
        Cell rare = new Cell(0, 0);
        for (String name : Drift.names(p, q)) {
            Cell cell = new Cell(p.getOrDefault(name, 0.0) * n, q.getOrDefault(name, 0.0) * m);
            if (cell.both() * smaller < LEAST_EXPECTED) {
                rare = rare.plus(cell);
            } else {
                cells.add(cell);
            }
        }
        if (rare.both() * smaller >= LEAST_EXPECTED) {
            cells.add(rare);
            return chiSquare(cells);
        }
        double tooManyRare = ofSoMany(Math.round(n <= m ? rare.one : rare.other), Math.round(rare.both()), smaller);
        // the better of two chances
        return Math.min(1, 2 * Math.min(tooManyRare, chiSquare(cells)));
    }

    private static double chiSquare(List<Cell> cells) {
        if (cells.size() < 2) {
            return 1;
        }
        Cell all = cells.stream().reduce(new Cell(0, 0), Cell::plus);
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
