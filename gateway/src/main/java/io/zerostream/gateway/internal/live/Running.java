package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.RunningView;
import io.zerostream.gateway.internal.view.StatsView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How the pipeline runs, in steps of half a minute over the last hour: some 300 KiB, whatever the rate. Begins when the
 * gateway does. Thread-safe.
 */
public final class Running {
    /** Length of a step. */
    public static final Duration STEP = Duration.ofSeconds(30);

    /** Steps that are remembered. */
    public static final int STEPS = 120;

    private final Deque<RunningStep> steps = new ArrayDeque<>();
    private long last;

    /** @param startedAt in the first step */
    Running(Instant startedAt) {
        last = number(startedAt);
        steps.add(new RunningStep());
    }

    private static long number(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), STEP.toMillis());
    }

    synchronized void picture(Instant now) {
        at(now).picture();
    }

    synchronized void label(LabelView label, long latencyMillis, Instant now) {
        at(now).label(label, latencyMillis);
    }

    synchronized void deadLetter(Instant now) {
        at(now).deadLetter();
    }

    /** Kafka says how many pictures wait. */
    public synchronized void lag(long records, Instant now) {
        at(now).lag(records);
    }

    /** The step of now; a clock that was put back stays in the last one. */
    private RunningStep at(Instant now) {
        long number = number(now);
        if (number - last > STEPS) {
            steps.clear();
            last = number - 1;
        }
        while (last < number) {
            steps.addLast(new RunningStep());
            last++;
            if (steps.size() > STEPS) {
                steps.removeFirst();
            }
        }
        return steps.getLast();
    }

    /** All steps up to now. */
    public synchronized RunningView view(Instant now) {
        at(now);
        Instant from = Instant.ofEpochMilli((last - steps.size() + 1) * STEP.toMillis());
        return new RunningView(
                from.toString(),
                STEP.toMillis(),
                steps.stream().map(RunningStep::pictures).toList(),
                steps.stream().map(RunningStep::labels).toList(),
                steps.stream().map(RunningStep::deadLetters).toList(),
                each(RunningStep::lag),
                each(step -> step.latency(StatsView.Latency::p50)),
                each(step -> step.latency(StatsView.Latency::p95)),
                each(RunningStep::batchSize),
                each(RunningStep::queueMs),
                each(RunningStep::decodeMs),
                each(RunningStep::batchWaitMs),
                each(RunningStep::inferenceMs));
    }

    private <T> List<@Nullable T> each(Function<RunningStep, @Nullable T> value) {
        List<@Nullable T> values = new ArrayList<>(steps.size());
        steps.forEach(step -> values.add(value.apply(step)));
        return values;
    }
}
