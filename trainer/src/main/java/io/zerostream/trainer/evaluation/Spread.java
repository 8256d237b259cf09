package io.zerostream.trainer.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A figure over several runs that differ in their seed.
 *
 * @param mean as a fraction
 * @param deviation sample standard deviation; 0 for one run
 * @param runs how many
 */
public record Spread(double mean, double deviation, int runs) {
    /** Of values, at least one. */
    static Spread of(List<Double> values) {
        int n = values.size();
        double mean = values.stream().mapToDouble(v -> v).sum() / n;
        double squares =
                values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
        return new Spread(mean, n < 2 ? 0 : Math.sqrt(squares / (n - 1)), n);
    }

    /** T1, U, S, H and AUSUC, as far as every run has them. */
    public static Map<String, Spread> of(Iterable<GzslFigures> runs) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        int count = 0;
        for (GzslFigures run : runs) {
            count++;
            run.byName().forEach((name, figure) -> {
                if (figure.value() != null) {
                    values.computeIfAbsent(name, n -> new ArrayList<>()).add(figure.value());
                }
            });
        }
        Map<String, Spread> spreads = new LinkedHashMap<>();
        for (Map.Entry<String, List<Double>> entry : values.entrySet()) {
            if (entry.getValue().size() == count) {
                spreads.put(entry.getKey(), of(entry.getValue()));
            }
        }
        return spreads;
    }
}
