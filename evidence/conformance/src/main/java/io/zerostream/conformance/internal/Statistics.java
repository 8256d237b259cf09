package io.zerostream.conformance.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;

/** What is known of a large array of which the reference kept only figures. */
record Statistics(double mean, double std, double absSum, double min, double max, float[] first, float last) {
    private static final int FIRST = 4;

    /** Of a stretch of values. */
    static Statistics of(float[] values, int from, int length) {
        double sum = 0;
        double absSum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + length; i++) {
            sum += values[i];
            absSum += Math.abs(values[i]);
            min = Math.min(min, values[i]);
            max = Math.max(max, values[i]);
        }
        double squares = 0;
        for (int i = from; i < from + length; i++) {
            squares += (values[i] - sum / length) * (values[i] - sum / length);
        }
        float[] first = Arrays.copyOfRange(values, from, from + Math.min(FIRST, length));
        return new Statistics(
                sum / length, Math.sqrt(squares / length), absSum, min, max, first, values[from + length - 1]);
    }

    /** Largest deviation, over the largest value that the reference gives. */
    double error(JsonNode expected) {
        double scale = Math.max(
                Math.abs(Json.needed(expected, "max").asDouble()),
                Math.abs(Json.needed(expected, "min").asDouble()));
        double error = Math.abs(mean - Json.needed(expected, "mean").asDouble());
        error = Math.max(error, Math.abs(std - Json.needed(expected, "std").asDouble()));
        error = Math.max(error, Math.abs(min - expected.path("min").asDouble()));
        error = Math.max(error, Math.abs(max - expected.path("max").asDouble()));
        error = Math.max(error, Math.abs(last - Json.needed(expected, "last").asDouble()));
        for (int i = 0; i < first.length; i++) {
            error = Math.max(
                    error, Math.abs(first[i] - expected.path("first").path(i).asDouble()));
        }
        double sum = Json.needed(expected, "abs_sum").asDouble();
        return Math.max(error / scale, Math.abs(absSum - sum) / sum);
    }
}
