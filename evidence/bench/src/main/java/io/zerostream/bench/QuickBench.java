package io.zerostream.bench;

import io.zerostream.bench.internal.DecodeSuite;
import io.zerostream.bench.internal.KernelSuite;
import io.zerostream.bench.internal.NetworkSuite;
import io.zerostream.bench.internal.ScorerSuite;
import io.zerostream.bench.internal.Suite;
import io.zerostream.bench.internal.TrainingSuite;
import io.zerostream.bench.ratio.BenchReport;
import io.zerostream.bench.ratio.Ratio;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ratios that matter, in this process and without forks: under three minutes on two cores. Coarser than JMH, but
 * subject and baseline take turns, so that a busy machine disturbs both.
 */
public final class QuickBench {
    private static final Logger LOG = LoggerFactory.getLogger(QuickBench.class);

    private final Map<String, Suite> suites = new LinkedHashMap<>();

    /** @param full also what takes minutes: training steps */
    public QuickBench(boolean full) {
        suites.put("decode", new DecodeSuite());
        suites.put("scorer", new ScorerSuite());
        suites.put("scan", new KernelSuite());
        suites.put("network", new NetworkSuite());
        if (full) {
            suites.put("training", new TrainingSuite());
        }
    }

    /** For tests: these suites. */
    QuickBench(Map<String, Suite> suites) {
        this.suites.putAll(suites);
    }

    /** Names of the suites, in order. */
    public Set<String> suites() {
        return Collections.unmodifiableSet(suites.keySet());
    }

    /**
     * Runs suites one after another. One that fails is named in the report, and the next is run.
     *
     * @param names which ones, all of {@link #suites()}
     * @param found hears each ratio as soon as it is known
     */
    public BenchReport run(Set<String> names, Consumer<Ratio> found) {
        Instant start = Instant.now();
        List<Ratio> ratios = new ArrayList<>();
        List<String> failures = new ArrayList<>();
        suites.forEach((name, suite) -> {
            if (!names.contains(name)) {
                return;
            }
            try {
                suite.run(ratio -> {
                    ratios.add(ratio);
                    found.accept(ratio);
                });
            } catch (Exception e) {
                LOG.error("bench: the suite '{}' ended early", name, e);
                failures.add(name + ": " + e);
            }
        });
        return new BenchReport(start, Machine.describe(), List.copyOf(ratios), List.copyOf(failures));
    }
}
