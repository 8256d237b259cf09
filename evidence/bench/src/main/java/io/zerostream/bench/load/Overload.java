package io.zerostream.bench.load;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * More pictures than the job can do. First what it can do is measured by a backlog; then a multiple of it comes at a
 * steady rate, whatever is taken; then nothing comes until all have come out. One row a minute.
 */
public final class Overload {
    private static final int WARM_UP = 200;
    /** The backlog by which capacity is measured: so many seconds of work, by the rate of the warming up. */
    private static final int BACKLOG_SECONDS = 20;

    private static final int MOST_BACKLOG = 5000;
    private static final long MINUTE = TimeUnit.MINUTES.toMillis(1);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Draining may take as many times as long as the load took, times its factor. */
    private static final int SLACK = 2;

    private Overload() {}

    /**
     * Runs it: the minutes, and as many more times the factor to drain.
     *
     * @param home folder for Kafka's and Flink's data
     * @param factor offered, in what the job can do
     * @param minutes how long
     * @param budget the job's {@code latency-budget}; zero = nothing is shed
     * @throws Exception as what does not start or come reports
     */
    public static LoadReport run(Path home, double factor, int minutes, Duration budget) throws Exception {
        Instant start = Instant.now();
        try (LoadSystem system = new LoadSystem(home)) {
            Capacity capable = capacity(system);
            double capacity = capable.labelsPerSecond();
            try (RunningJob job = system.job(config -> config.withLatencyBudget(budget), capable.savepoint())) {
                // it must run before the clock does: what waits for its start would be shed
                warm(system, capacity);
                // while tasks start, Flink counts checkpoints that it did not even begin
                long failedAtStart = job.failedCheckpoints();
                int before = system.account().pictures();
                TreeMap<Long, Double> resident = new TreeMap<>();
                long from = System.currentTimeMillis();
                system.load().start(factor * capacity);
                watch(resident, from + minutes * MINUTE, system);
                system.load().stop();
                long stopped = System.currentTimeMillis();
                watchUntilDrained(resident, stopped + (long) (minutes * MINUTE * factor * SLACK), system);
                return report(
                        new Settings(start, factor, minutes, budget, capacity),
                        system.account(),
                        system.account().pictures() - before,
                        from,
                        stopped,
                        resident,
                        job.restarts(),
                        job.failedCheckpoints() - failedAtStart);
            }
        }
    }

    private record Settings(Instant start, double factor, int minutes, Duration budget, double capacity) {}

    /**
     * What the job can do.
     *
     * @param labelsPerSecond from a backlog
     * @param savepoint where the job ended by which it was measured
     */
    private record Capacity(double labelsPerSecond, String savepoint) {}

    private static Capacity capacity(LoadSystem system) throws Exception {
        try (RunningJob job = system.job(config -> config)) {
            system.load().burst(WARM_UP);
            mustDrain(system);
            double slow = system.account().rateSince(0);
            int first = system.account().pictures();
            system.load().burst((int) Math.max(WARM_UP, Math.min(MOST_BACKLOG, BACKLOG_SECONDS * slow)));
            mustDrain(system);
            if (job.restarts() > 0) {
                throw new IllegalStateException("the job was restarted while its capacity was measured; see the log");
            }
            return new Capacity(system.account().rateSince(first), job.stop());
        }
    }

    private static void warm(LoadSystem system, double capacity) throws Exception {
        var answered = system.account().next(label -> true);
        system.load().start(capacity / 4);
        answered.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        Thread.sleep(TimeUnit.SECONDS.toMillis(5));
        system.load().stop();
        mustDrain(system);
    }

    private static void mustDrain(LoadSystem system) throws InterruptedException {
        if (!system.drained(PATIENCE)) {
            throw new IllegalStateException(
                    "no end after " + PATIENCE + ": " + system.account().balance());
        }
    }

    private static void watch(NavigableMap<Long, Double> resident, long until, LoadSystem system) throws Exception {
        while (System.currentTimeMillis() < until) {
            resident.put(System.currentTimeMillis(), Memory.residentMib());
            system.drained(Duration.ZERO);
            Thread.sleep(TimeUnit.SECONDS.toMillis(1));
        }
    }

    private static void watchUntilDrained(NavigableMap<Long, Double> resident, long until, LoadSystem system)
            throws Exception {
        while (System.currentTimeMillis() < until && !system.drained(Duration.ofSeconds(1))) {
            resident.put(System.currentTimeMillis(), Memory.residentMib());
        }
    }

    private static LoadReport report(
            Settings settings,
            Account account,
            int pictures,
            long from,
            long stopped,
            NavigableMap<Long, Double> resident,
            long restarts,
            long failedCheckpoints) {
        List<List<Object>> rows = new ArrayList<>();
        for (long minute = from; minute < resident.lastKey(); minute += MINUTE) {
            Account.Period period = account.between(minute, minute + MINUTE);
            double memory = resident.subMap(minute, minute + MINUTE).values().stream()
                    .mapToDouble(mib -> mib)
                    .max()
                    .orElse(Double.NaN);
            rows.add(List.of(
                    (minute - from) / MINUTE + 1,
                    minute < stopped ? "load" : "drain",
                    period.sent(),
                    period.labelled(),
                    period.shed(),
                    period.dead(),
                    period.owed(),
                    memory,
                    period.latency().p50(),
                    period.latency().p99()));
        }
        double capacity = settings.capacity();
        double offered = pictures * 1000.0 / (stopped - from);
        List<String> findings = List.of(
                String.format(
                        Locale.ROOT,
                        "From a backlog the job labels %.0f pictures a second; offered were %.0f a second, %.2f times that.",
                        capacity,
                        offered,
                        offered / capacity),
                account.balance() + ".",
                restarts + " restarts, " + failedCheckpoints + " failed checkpoints.");
        String shed = settings.budget().isZero() ? "" : " --latency-budget " + seconds(settings.budget());
        return LoadReport.of(
                settings.budget().isZero() ? "Overload" : "Overload with latency-budget " + seconds(settings.budget()),
                "bench job overload --factor " + settings.factor() + " --minutes " + settings.minutes() + shed,
                settings.start(),
                List.of(
                        "minute",
                        "phase",
                        "offered",
                        "labelled",
                        "shed",
                        "other dead letters",
                        "lag at the end",
                        "resident MiB, most",
                        "latency p50 ms",
                        "p99 ms"),
                rows,
                findings,
                account.balanced() && restarts == 0 && failedCheckpoints == 0);
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + "s" : time.toMillis() + "ms";
    }
}
