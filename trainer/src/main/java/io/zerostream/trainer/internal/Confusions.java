package io.zerostream.trainer.internal;

import io.zerostream.trainer.FlagClass;
import io.zerostream.trainer.TrainingReport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Picks the most frequent mistakes out of a confusion matrix. */
final class Confusions {
    private static final int LISTED = 20;

    private Confusions() {}

    static List<TrainingReport.Confusion> worst(int[][] matrix, List<FlagClass> classes) {
        List<TrainingReport.Confusion> all = new ArrayList<>();
        for (int truth = 0; truth < matrix.length; truth++) {
            for (int found = 0; found < matrix.length; found++) {
                if (truth != found && matrix[truth][found] > 0) {
                    all.add(new TrainingReport.Confusion(
                            classes.get(truth).name(), classes.get(found).name(), matrix[truth][found]));
                }
            }
        }
        return all.stream()
                .sorted(Comparator.comparingInt(TrainingReport.Confusion::pictures)
                        .reversed()
                        .thenComparing(TrainingReport.Confusion::truth)
                        .thenComparing(TrainingReport.Confusion::found))
                .limit(LISTED)
                .toList();
    }
}
