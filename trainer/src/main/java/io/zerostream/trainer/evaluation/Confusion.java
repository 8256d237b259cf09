package io.zerostream.trainer.evaluation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pictures of one class that were taken for another.
 *
 * @param truth name of their class
 * @param found name of the class they were given
 * @param pictures how many
 */
public record Confusion(String truth, String found, int pictures) {
    private static final int LISTED = 20;

    /** Of {@link #rows}. */
    public static final List<String> HEADS = List.of("class", "taken for", "pictures");

    /** As a table for people. */
    public static List<List<String>> rows(List<Confusion> confusions) {
        return confusions.stream()
                .map(c -> List.of(c.truth(), c.found(), String.valueOf(c.pictures())))
                .toList();
    }

    /**
     * The most frequent mistakes, worst first.
     *
     * @param matrix pictures by true (row) and found (column) class
     * @param names of the classes
     */
    public static List<Confusion> worst(int[][] matrix, List<String> names) {
        List<Confusion> all = new ArrayList<>();
        for (int truth = 0; truth < matrix.length; truth++) {
            for (int found = 0; found < matrix.length; found++) {
                if (truth != found && matrix[truth][found] > 0) {
                    all.add(new Confusion(names.get(truth), names.get(found), matrix[truth][found]));
                }
            }
        }
        return all.stream()
                .sorted(Comparator.comparingInt(Confusion::pictures)
                        .reversed()
                        .thenComparing(Confusion::truth)
                        .thenComparing(Confusion::found))
                .limit(LISTED)
                .toList();
    }
}
