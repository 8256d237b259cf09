package io.zerostream.trainer.evaluation;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Intervals of figures by resampling pictures within each class: what would vary had other pictures of the same classes
 * been taken. It says nothing of other classes.
 */
final class Bootstrap {
    private static final int RESAMPLES = 1000;
    private static final double TAIL = 0.025;

    private Bootstrap() {}

    /** Lower and upper end of the 95 % interval of each figure. The same seed gives the same. */
    static Map<String, double[]> intervals(CalibratedStacking stacking, double gamma, long seed) {
        Random random = new Random(seed);
        double[] weights = stacking.perClassWeights();
        List<int[]> classes =
                IntStream.range(0, stacking.size())
                        .boxed()
                        .collect(Collectors.groupingBy(stacking::truth))
                        .values()
                        .stream()
                        .map(pictures -> pictures.stream().mapToInt(i -> i).toArray())
                        .toList();
        Map<String, double[]> samples = new LinkedHashMap<>();
        for (int k = 0; k < RESAMPLES; k++) {
            int sample = k;
            double[] drawn = new double[weights.length];
            for (int[] pictures : classes) {
                for (int n = 0; n < pictures.length; n++) {
                    int i = pictures[random.nextInt(pictures.length)];
                    drawn[i] += weights[i];
                }
            }
            GzslFigures.Values.of(stacking, drawn, gamma)
                    .byName()
                    .forEach(
                            (name, value) -> samples.computeIfAbsent(name, n -> new double[RESAMPLES])[sample] = value);
        }
        samples.replaceAll((name, values) -> {
            Arrays.sort(values);
            return new double[] {values[(int) (TAIL * RESAMPLES)], values[(int) ((1 - TAIL) * RESAMPLES) - 1]};
        });
        return samples;
    }
}
