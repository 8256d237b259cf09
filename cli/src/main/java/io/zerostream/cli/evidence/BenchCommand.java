package io.zerostream.cli.evidence;

import io.zerostream.bench.QuickBench;
import io.zerostream.bench.ratio.BenchReport;
import io.zerostream.bench.ratio.Ratio;
import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.ReportOption;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures this machine against the baselines, prints a table, or JSON. */
@Command(
        name = "bench",
        description = "Measure decoding, matching, the scan and the network against their baselines.",
        mixinStandardHelpOptions = true,
        subcommands = BenchJobCommand.class)
public final class BenchCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Only what is done within three minutes on two cores (the default).")
    private boolean quick;

    @Option(names = "--full", description = "Training steps too: some minutes more.")
    private boolean full;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "SUITE",
            description = "Only these suites: decode, scorer, scan, network; with --full also training.")
    private @Nullable List<String> only;

    @Mixin
    private ReportOption json;

    @Override
    public Integer call() {
        if (quick && full) {
            throw new UserException("choose --quick or --full, not both");
        }
        Home.current().prepared();
        QuickBench bench = new QuickBench(full);
        Set<String> suites = only == null ? bench.suites() : Set.copyOf(only);
        if (!bench.suites().containsAll(suites)) {
            throw new UserException("--only " + String.join(",", suites) + ": the suites are "
                    + String.join(", ", bench.suites()) + (full ? "" : "; with --full there are more"));
        }
        json.check();
        PrintWriter out = json.text(spec.commandLine().getOut());
        out.printf("%-58s %8s %8s%n", "", "ratio", "target");
        BenchReport report = bench.run(suites, ratio -> print(out, ratio));
        report.machine().forEach((name, value) -> out.printf("%-11s %s%n", name, value));
        report.failures().forEach(failure -> out.println("FAILED      " + failure));
        out.flush();
        json.put(spec.commandLine().getOut(), report.toJson());
        return report.failures().isEmpty() ? 0 : 1;
    }

    private static void print(PrintWriter out, Ratio ratio) {
        out.printf(
                "%-58s %8s %s %6s %s  (%s)%n",
                ratio.name(),
                Ratio.digits(ratio.value()),
                ratio.bound().sign(),
                Ratio.digits(ratio.target()),
                ratio.ok() ? "ok    " : "MISSED",
                ratio.detail());
        out.flush();
    }
}
