package io.zerostream.gateway.internal.review;

import io.zerostream.model.classes.Units;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Groups vectors by the cosine between them: average linkage (Sokal and Michener 1958), cut where the mean silhouette
 * (Rousseeuw 1987, with 1 less the cosine as distance) is largest. N vectors take N³ steps, so N should be some hundreds at
 * most.
 */
final class Groups {
    /** Below this there is no structure to speak of (Kaufman and Rousseeuw 1990), and all are one group. */
    private static final double LEAST_SILHOUETTE = 0.25;

    /** More groups than that nobody looks through. */
    private static final int MOST = 40;

    private final double[][] cosines;

    private Groups(float[][] units) {
        cosines = new double[units.length][units.length];
        for (int i = 0; i < units.length; i++) {
            for (int j = 0; j <= i; j++) {
                double dot = Units.dot(units[i], units[j]);
                cosines[i][j] = dot;
                cosines[j][i] = dot;
            }
        }
    }

    /**
     * Groups of indices, the largest first, each in the order of the vectors.
     *
     * @param units N vectors of length 1, all of one length
     * @param wanted so many groups, or N where that is fewer; 0 = as many as fit best, 40 at most
     */
    static List<List<Integer>> of(float[][] units, int wanted) {
        if (units.length == 0) {
            return List.of();
        }
        List<List<Integer>> found = new Groups(units).cut(wanted);
        return found.stream()
                .sorted(Comparator.comparing((List<Integer> group) -> -group.size()))
                .toList();
    }

    private List<List<Integer>> cut(int wanted) {
        List<List<Integer>> now = new ArrayList<>(
                IntStream.range(0, cosines.length).mapToObj(List::of).toList());
        double[][] between = copyOf(cosines);
        List<List<Integer>> best = List.of();
        double bestFit = LEAST_SILHOUETTE;
        while (now.size() > Math.max(1, wanted)) {
            if (wanted == 0 && now.size() <= MOST) {
                double fit = silhouette(now);
                // of cuts that fit as well the one with fewer groups
                if (fit >= bestFit) {
                    best = List.copyOf(now);
                    bestFit = fit;
                }
            }
            mergeNearest(now, between);
        }
        return best.isEmpty() ? now : best;
    }

    /** Joins the two groups that are most like each other; the mean cosines of the rest to them follow by their sizes. */
    private static void mergeNearest(List<List<Integer>> groups, double[][] between) {
        int size = groups.size();
        int one = 0;
        int other = 1;
        for (int i = 0; i < size; i++) {
            for (int j = i + 1; j < size; j++) {
                if (between[i][j] > between[one][other]) {
                    one = i;
                    other = j;
                }
            }
        }
        double n = groups.get(one).size();
        double m = groups.get(other).size();
        for (int k = 0; k < size; k++) {
            between[one][k] = (n * between[one][k] + m * between[other][k]) / (n + m);
            between[k][one] = between[one][k];
        }
        List<Integer> joined = new ArrayList<>(groups.get(one));
        joined.addAll(groups.get(other));
        joined.sort(null);
        groups.set(one, joined);
        // the last takes the place of the one that went
        int last = size - 1;
        groups.set(other, groups.get(last));
        groups.remove(last);
        for (int k = 0; k < size; k++) {
            between[other][k] = between[last][k];
            between[k][other] = between[k][last];
        }
    }

    /** Mean over all; a vector that is a group by itself counts 0. */
    private double silhouette(List<List<Integer>> groups) {
        double sum = 0;
        for (List<Integer> group : groups) {
            for (int i : group) {
                sum += group.size() == 1 ? 0 : silhouette(i, group, groups);
            }
        }
        return sum / cosines.length;
    }

    private double silhouette(int i, List<Integer> own, List<List<Integer>> groups) {
        double within = 0;
        for (int j : own) {
            within += j == i ? 0 : 1 - cosines[i][j];
        }
        within /= own.size() - 1;
        double nearest = Double.MAX_VALUE;
        for (List<Integer> group : groups) {
            if (group != own) {
                double distance = 0;
                for (int j : group) {
                    distance += 1 - cosines[i][j];
                }
                nearest = Math.min(nearest, distance / group.size());
            }
        }
        double larger = Math.max(within, nearest);
        // all the same: neither here nor there
        return larger <= 0 ? 0 : (nearest - within) / larger;
    }

    private static double[][] copyOf(double[][] rows) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }
}
