package io.zerostream.trainer.evaluation;

import org.jspecify.annotations.Nullable;

/**
 * A figure, or why there is none.
 *
 * @param value fraction
 * @param low lower end of the 95 % bootstrap interval over pictures
 * @param high upper end
 * @param chance what guessing would give, where that is known
 * @param absent why there is no value; null when there is one
 */
public record Figure(
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double chance,
        @Nullable String absent) {

    static Figure of(double value, double[] interval, @Nullable Double chance) {
        return new Figure(value, interval[0], interval[1], chance, null);
    }

    static Figure absent(String reason) {
        return new Figure(null, null, null, null, reason);
    }
}
