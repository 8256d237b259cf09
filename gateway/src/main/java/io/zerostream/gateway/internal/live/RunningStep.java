package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.StatsView;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What happened in one step. Not thread-safe. */
final class RunningStep {
    private static final int LATENCY_SAMPLES = 256;
    private static final double MICROS_A_MILLI = 1000;

    private final Latencies latencies = new Latencies(LATENCY_SAMPLES);
    private long pictures;
    private long labels;
    private long deadLetters;
    private @Nullable Long lag;
    private double batchSizes;
    private double queueMicros;
    private double decodeMicros;
    private double batchWaitMicros;
    private double inferenceMicros;

    void picture() {
        pictures++;
    }

    void deadLetter() {
        deadLetters++;
    }

    void lag(long records) {
        lag = records;
    }

    void label(LabelView label, long latencyMillis) {
        labels++;
        latencies.add(latencyMillis);
        batchSizes += label.batchSize();
        queueMicros += label.timings().queueUs();
        decodeMicros += label.timings().decodeUs();
        batchWaitMicros += label.timings().batchWaitUs();
        inferenceMicros += label.timings().inferenceUs();
    }

    long pictures() {
        return pictures;
    }

    long labels() {
        return labels;
    }

    long deadLetters() {
        return deadLetters;
    }

    @Nullable
    Long lag() {
        return lag;
    }

    @Nullable
    Long latency(ToDoubleFunction<StatsView.Latency> which) {
        return labels == 0 ? null : (long) which.applyAsDouble(latencies.summary());
    }

    @Nullable
    Double batchSize() {
        return mean(batchSizes);
    }

    @Nullable
    Double queueMs() {
        return mean(queueMicros / MICROS_A_MILLI);
    }

    @Nullable
    Double decodeMs() {
        return mean(decodeMicros / MICROS_A_MILLI);
    }

    @Nullable
    Double batchWaitMs() {
        return mean(batchWaitMicros / MICROS_A_MILLI);
    }

    @Nullable
    Double inferenceMs() {
        return mean(inferenceMicros / MICROS_A_MILLI);
    }

    private @Nullable Double mean(double sum) {
        return labels == 0 ? null : sum / labels;
    }
}
