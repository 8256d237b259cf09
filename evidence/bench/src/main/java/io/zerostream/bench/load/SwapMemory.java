package io.zerostream.bench.load;

import io.zerostream.schemas.Percentiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Memory of the process over many swaps of the model, while pictures come at a steady rate. */
public final class SwapMemory {
    /** Rows of the curve. */
    private static final int SAMPLES = 10;
    /** Share of the swaps after which allocators and the compiler have settled. */
    private static final double SETTLED = 0.2;
    /** One network in ten that stays would be more over 160 swaps: it has 2.7 MiB of weights. */
    private static final double ALLOWED_MIB = 40;

    private static final long PATIENCE_SECONDS = 120;
    private static final Duration METRICS = Duration.ofSeconds(11);

    private SwapMemory() {}

    /**
     * Runs it: about a second a swap.
     *
     * @param home folder for Kafka's and Flink's data
     * @param swaps of the model, at least 10
     * @param rate pictures a second
     * @throws Exception as what does not start or come reports
     */
    public static LoadReport run(Path home, int swaps, double rate) throws Exception {
        Instant start = Instant.now();
        List<List<Object>> rows = new ArrayList<>();
        try (LoadSystem system = new LoadSystem(home);
                RunningJob job = system.job(config -> config)) {
            var first = system.account().next(label -> true);
            system.load().start(rate);
            first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            List<Long> took = new ArrayList<>();
            long since = System.currentTimeMillis();
            sample(0, job, took, system.account().between(since, since), rows);
            for (int swap = 1; swap <= swaps; swap++) {
                long at = System.currentTimeMillis();
                took.add(system.switches().model(system.account()).get(PATIENCE_SECONDS, TimeUnit.SECONDS) - at);
                if (swap % (swaps / SAMPLES) == 0) {
                    sample(swap, job, took, system.account().between(since, System.currentTimeMillis()), rows);
                    took.clear();
                    since = System.currentTimeMillis();
                }
            }
            system.load().stop();
            boolean drained = system.drained(Duration.ofSeconds(PATIENCE_SECONDS));
            boolean balanced = drained && system.account().balanced() && job.restarts() == 0;
            return report(start, swaps, rate, rows, system.account().balance(), balanced);
        }
    }

    private static void sample(
            int swap, RunningJob job, List<Long> took, Account.Period period, List<List<Object>> rows)
            throws Exception {
        // the metric must be of now, and not of what is being swapped
        Thread.sleep(METRICS.toMillis());
        rows.add(List.of(
                swap,
                Memory.residentMib(),
                job.nativeMib(),
                Percentiles.of(took).p50(),
                Percentiles.of(took).max(),
                period.labelled(),
                period.latency().p50(),
                period.latency().p99()));
    }

    private static LoadReport report(
            Instant start, int swaps, double rate, List<List<Object>> rows, String balance, boolean balanced) {
        double resident = growth(rows, 1);
        double ofNative = growth(rows, 2);
        return LoadReport.of(
                "Memory over swaps of the model",
                "bench job swap-memory --swaps " + swaps + " --rate " + rate,
                start,
                List.of(
                        "swaps",
                        "resident MiB",
                        "nativeMemoryBytes MiB",
                        "record to first label, p50 ms",
                        "max ms",
                        "labels",
                        "latency p50 ms",
                        "p99 ms"),
                rows,
                List.of(
                        String.format(
                                Locale.ROOT,
                                "From the sample at %.0f %% of the swaps to the last, resident memory grew by %.1f MiB and"
                                        + " native memory by %.1f MiB; allowed are %.0f.",
                                SETTLED * 100,
                                resident,
                                ofNative,
                                ALLOWED_MIB),
                        balance + "."),
                balanced && resident <= ALLOWED_MIB && ofNative <= ALLOWED_MIB);
    }

    /** From the first settled row to the last. */
    static double growth(List<List<Object>> rows, int column) {
        int settled = (int) Math.round(SETTLED * (rows.size() - 1));
        return (Double) rows.get(rows.size() - 1).get(column)
                - (Double) rows.get(settled).get(column);
    }
}
