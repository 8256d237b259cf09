package io.zerostream.bench.load;

import io.zerostream.job.config.Checkpointing;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.JobConfig;
import io.zerostream.schemas.Percentiles;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Extra latency of pictures around a swap, against pictures of the same run with no swap near: a steady stream below what
 * the machine can do; in turn nothing, the class set, the model is swapped. Latency is from sent to matched, without the
 * time until a checkpoint commits the label.
 */
public final class SwapPauses {
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    /** A picture belongs to what happened in the second before it was sent, or happens in the second after. */
    private static final Duration NEAR = Duration.ofSeconds(1);

    private static final long PATIENCE_SECONDS = 120;

    private SwapPauses() {}

    /** What happens in the middle of a turn. */
    private enum Turn {
        NO_SWAP,
        CLASS_SET,
        MODEL;

        String title() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** The turns of a kind: when their pictures were sent, and how long swaps took, milliseconds. */
    private static final class Turns {
        private final List<Near> times = new ArrayList<>();
        private final List<Long> swaps = new ArrayList<>();

        /** Only when all pictures have come out: else the slowest were missing. */
        private Percentiles latency(Account account) {
            return Percentiles.of(times.stream()
                    .flatMap(near -> account.latenciesOfSent(near.from(), near.to()).stream())
                    .toList());
        }
    }

    private record Near(long from, long to) {}

    /**
     * Runs it: about 12 seconds a round.
     *
     * @param home folder for Kafka's and Flink's data
     * @param rounds how often each kind of swap happens
     * @param rate pictures a second
     * @throws Exception as what does not start or come reports
     */
    public static LoadReport run(Path home, int rounds, double rate) throws Exception {
        Instant start = Instant.now();
        Map<Turn, Turns> all = new EnumMap<>(Turn.class);
        try (LoadSystem system = new LoadSystem(home);
                RunningJob job = system.job(SwapPauses::visibleAtOnce)) {
            var first = system.account().next(label -> true);
            system.load().start(rate);
            first.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            Thread.sleep(WARM_UP.toMillis());
            // what waited for the start must not be in the way of what is measured
            system.load().stop();
            system.drained(Duration.ofSeconds(PATIENCE_SECONDS));
            system.load().start(rate);
            for (int round = 0; round < rounds; round++) {
                for (Turn kind : Turn.values()) {
                    turn(system, kind, all.computeIfAbsent(kind, k -> new Turns()));
                }
            }
            system.load().stop();
            boolean drained = system.drained(Duration.ofSeconds(PATIENCE_SECONDS));
            boolean ok = drained && system.account().balanced() && job.restarts() == 0;
            return report(start, rounds, rate, all, system.account(), ok);
        }
    }

    /** Else the swap would be seen with the checkpoint that commits its first label. */
    private static JobConfig visibleAtOnce(JobConfig config) {
        return config.withCheckpointing(
                new Checkpointing(Duration.ofSeconds(1), Delivery.AT_LEAST_ONCE, Duration.ofMinutes(10)));
    }

    private static void turn(LoadSystem system, Turn kind, Turns turns) throws Exception {
        Switches switches = system.switches();
        long from = System.currentTimeMillis();
        long to = from;
        if (kind != Turn.NO_SWAP) {
            Future<Long> swapped =
                    kind == Turn.MODEL ? switches.model(system.account()) : switches.classSet(system.account());
            to = swapped.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            turns.swaps.add(to - from);
        }
        turns.times.add(new Near(from - NEAR.toMillis(), to + NEAR.toMillis()));
        Thread.sleep(NEAR.toMillis() * 3);
    }

    private static LoadReport report(
            Instant start, int rounds, double rate, Map<Turn, Turns> all, Account account, boolean ok) {
        List<List<Object>> rows = new ArrayList<>();
        Percentiles quiet = all.getOrDefault(Turn.NO_SWAP, new Turns()).latency(account);
        all.forEach((kind, turns) -> {
            Percentiles near = turns.latency(account);
            rows.add(List.of(
                    kind.title(),
                    near.count(),
                    near.p50(),
                    near.p95(),
                    near.p99(),
                    near.max(),
                    near.p50() - quiet.p50(),
                    near.p99() - quiet.p99(),
                    turns.swaps.isEmpty() ? "" : Percentiles.of(turns.swaps).p50()));
        });
        return LoadReport.of(
                "Latency around a swap",
                "bench job swap-pauses --rounds " + rounds + " --rate " + rate,
                start,
                List.of(
                        "swapped",
                        "pictures near",
                        "p50 ms",
                        "p95 ms",
                        "p99 ms",
                        "max ms",
                        "extra p50 ms",
                        "extra p99 ms",
                        "record to first label, p50 ms"),
                rows,
                List.of(account.balance() + "."),
                ok);
    }
}
