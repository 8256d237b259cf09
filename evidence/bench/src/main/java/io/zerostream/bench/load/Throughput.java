package io.zerostream.bench.load;

import ai.djl.Device;
import io.zerostream.job.config.Batching;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.schemas.EndTail;
import io.zerostream.schemas.Percentiles;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publisher;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * What the pipeline costs: pictures a second from a backlog through the job and through a plain consumer loop, beside
 * bare inference at the job's batch, with class sets of several sizes; and latency at half of what the slower of the two
 * can do.
 */
public final class Throughput {
    private static final List<Integer> CLASSES = List.of(10, 1000, 10_000);
    private static final int BATCH = Batching.DEFAULT.maxSize();
    private static final int TOP_K = 5;
    private static final int WARM_UP = 200;
    private static final Duration BARE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final double HALF = 0.5;

    private Throughput() {}

    /** A way from pictures to labels. */
    private record Subject(String name, Load load, Account account, Check drained) {}

    /** Waits for the last label. */
    private interface Check {
        void await() throws Exception;
    }

    /**
     * Runs it: some five minutes.
     *
     * @param home folder for Kafka's and Flink's data
     * @param backlog pictures that wait when the clock starts
     * @param seconds how long latency is measured
     * @throws Exception as what does not start or come reports
     */
    public static LoadReport run(Path home, int backlog, int seconds) throws Exception {
        Instant start = Instant.now();
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        Map<String, ClassScorer> sets = new LinkedHashMap<>();
        List<List<Object>> rows = new ArrayList<>();
        Account ofLoop = new Account();
        try (LoadSystem system = new LoadSystem(home);
                ZeroShotModel model = ZeroShotModels.open(checkpoint, Device.cpu())) {
            Publisher publisher = new Publisher(system.kafka(), "bench");
            for (int classes : CLASSES) {
                ClassSetPlan plan = plan(model.space(), classes);
                publisher.publish(checkpoint, plan);
                sets.put(
                        plan.name(),
                        new ClassScorer(
                                Prototypes.of(model.space(), plan.members()),
                                new ScoringOptions(plan.penalty(), plan.unknownThreshold(), plan.topK())));
            }
            BareInference bare = new BareInference(model, BATCH);
            try (RunningJob job = system.job(config -> config);
                    PlainLoop loop = new PlainLoop(system.kafka(), model, sets);
                    EndTail ends = new EndTail(system.kafka(), PlainLoop.LABELS, ofLoop::labelled, ofLoop::dead);
                    Load toLoop = new Load(system.kafka(), PlainLoop.IMAGES, ofLoop)) {
                Subject plain = new Subject("plain consumer loop", toLoop, ofLoop, () -> {
                    while (ofLoop.owed() > 0) {
                        loop.check();
                        ends.check();
                        Thread.sleep(10);
                    }
                });
                Subject whole = new Subject("the job", system.load(), system.account(), () -> {
                    if (!system.drained(PATIENCE)) {
                        throw new IllegalStateException(system.account().balance());
                    }
                });
                for (Map.Entry<String, ClassScorer> set : sets.entrySet()) {
                    measure(set.getKey(), set.getValue(), bare, List.of(plain, whole), backlog, seconds, rows);
                }
                boolean ok = system.account().balanced() && ofLoop.balanced() && job.restarts() == 0;
                List<String> findings =
                        List.of("The job: " + system.account().balance() + ".", "The loop: " + ofLoop.balance() + ".");
                return report(start, backlog, seconds, rows, findings, ok);
            }
        }
    }

    private static ClassSetPlan plan(SemanticSpace space, int classes) {
        Random random = new Random(classes);
        List<Prototype> members = IntStream.range(0, classes)
                .mapToObj(c -> new Prototype(classes + "/" + c, values(random, space.size()), false))
                .toList();
        return new ClassSetPlan(Integer.toString(classes), members, List.of(), SeenPenalty.NONE, -1, TOP_K);
    }

    private static float[] values(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = random.nextFloat();
        }
        return values;
    }

    private static void measure(
            String set,
            ClassScorer scorer,
            BareInference bare,
            List<Subject> subjects,
            int backlog,
            int seconds,
            List<List<Object>> rows)
            throws Exception {
        double before = bare.rate(scorer, BARE);
        List<Double> rates = new ArrayList<>();
        for (Subject subject : subjects) {
            subject.load().ask(set);
            subject.load().burst(WARM_UP);
            subject.drained().await();
            int first = subject.account().pictures();
            subject.load().burst(backlog);
            subject.drained().await();
            rates.add(subject.account().rateSince(first));
        }
        double alone = (before + bare.rate(scorer, BARE)) / 2;
        rows.add(List.of(set, "bare inference, batch " + BATCH, alone, 1.0, "", "", "", ""));
        double offered = HALF * rates.stream().mapToDouble(rate -> rate).min().orElseThrow();
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            long from = System.currentTimeMillis();
            subject.load().start(offered);
            Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
            subject.load().stop();
            subject.drained().await();
            Percentiles latency = Percentiles.of(subject.account().latenciesOfSent(from, System.currentTimeMillis()));
            rows.add(List.of(
                    set,
                    subject.name(),
                    rates.get(i),
                    rates.get(i) / alone,
                    offered,
                    latency.p50(),
                    latency.p95(),
                    latency.p99()));
        }
    }

    private static LoadReport report(
            Instant start, int backlog, int seconds, List<List<Object>> rows, List<String> findings, boolean ok) {
        return LoadReport.of(
                "Throughput and latency, against bare inference and a plain loop",
                "bench job throughput --backlog " + backlog + " --seconds " + seconds,
                start,
                List.of(
                        "classes",
                        "what",
                        "pictures/s from a backlog",
                        "of bare inference",
                        "offered for latency, pictures/s",
                        "p50 ms",
                        "p95 ms",
                        "p99 ms"),
                rows,
                findings,
                ok);
    }
}
