package io.zerostream.conformance.internal;

import io.zerostream.conformance.result.CaseResult;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;

/** Takes down the cases of a group. */
public final class Cases {
    private final String group;
    private final Consumer<CaseResult> sink;
    private int count;

    /** Something that may break. */
    @FunctionalInterface
    public interface Attempt {
        /** @throws IOException when a file cannot be read */
        void run() throws IOException;
    }

    /** @param sink gets each result */
    public Cases(String group, Consumer<CaseResult> sink) {
        this.group = group;
        this.sink = sink;
    }

    /** How many there were. */
    public int count() {
        return count;
    }

    /** Runs a case, or several; what it throws becomes a failed case of this name, as does running out of memory. */
    public void attempt(String name, Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            add(CaseResult.failed(group, name, e.getMessage() == null ? e.toString() : e.getMessage()));
        }
    }

    /** Largest difference over largest reference value. */
    void close(String name, float[] actual, NpyArray expected, double limit) {
        close(name, actual, expected.toDoubles(), limit);
    }

    /** Largest difference over largest reference value; a reference of zeros is compared as it is. */
    void close(String name, float[] actual, double[] expected, double limit) {
        if (actual.length != expected.length) {
            add(CaseResult.failed(group, name, actual.length + " values instead of " + expected.length));
            return;
        }
        double scale = 0;
        double error = 0;
        for (int i = 0; i < expected.length; i++) {
            scale = Math.max(scale, Math.abs(expected[i]));
            double off = Math.abs(actual[i] - expected[i]);
            // written so that a NaN stays
            error = off <= error ? error : off;
        }
        error(name, scale == 0 ? error : error / scale, limit);
    }

    void same(String name, long[] actual, long[] expected) {
        int wrong = Math.abs(actual.length - expected.length);
        for (int i = 0; i < Math.min(actual.length, expected.length); i++) {
            wrong += actual[i] == expected[i] ? 0 : 1;
        }
        error(name + " (values that differ)", wrong, 0);
    }

    void same(String name, Object actual, Object expected) {
        if (actual.equals(expected)) {
            error(name, 0, 0);
        } else {
            add(CaseResult.failed(group, name, "is " + shortened(actual) + ", should be " + shortened(expected)));
        }
    }

    void error(String name, double error, double limit) {
        add(CaseResult.compared(group, name, error, limit));
    }

    /** So many things that differ; none may. */
    void count(String name, long wrong) {
        error(name, (double) wrong, 0);
    }

    void failed(String name, String message) {
        add(CaseResult.failed(group, name, message));
    }

    private static String shortened(Object value) {
        String text = value instanceof long[] longs ? Arrays.toString(longs) : value.toString();
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }

    private void add(CaseResult result) {
        count++;
        sink.accept(result);
    }
}
