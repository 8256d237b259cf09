package io.zerostream.cli.evidence;

import io.zerostream.bench.load.GatewayUploads;
import io.zerostream.bench.load.LoadReport;
import io.zerostream.bench.load.Overload;
import io.zerostream.bench.load.SwapMemory;
import io.zerostream.bench.load.SwapPauses;
import io.zerostream.bench.load.Throughput;
import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.DurationConverter;
import io.zerostream.cli.options.ReportOption;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Load runs of the whole job on this machine; each prints its table, or JSON. */
@Command(
        name = "job",
        description = "Measure the whole job under load, on Kafka, registry and Flink of its own: minutes each.",
        mixinStandardHelpOptions = true)
final class BenchJobCommand {
    @Spec
    private CommandSpec spec;

    /** One load run. */
    private interface Run {
        LoadReport in(Path home) throws Exception;
    }

    @Command(
            name = "swap-pauses",
            description = "Latency of pictures around swaps of the class set and of the model, against no swap.",
            mixinStandardHelpOptions = true)
    int swapPauses(
            @Option(names = "--rounds", defaultValue = "20", description = "Swaps of each kind (default: 20).")
                    int rounds,
            @Option(names = "--rate", defaultValue = "40", description = "Pictures a second (default: 40).")
                    double rate,
            @Mixin ReportOption report)
            throws Exception {
        return run(report, home -> SwapPauses.run(home, atLeast("--rounds", rounds, 1), rate("--rate", rate)));
    }

    @Command(
            name = "swap-memory",
            description = "Memory over swaps of the model under load.",
            mixinStandardHelpOptions = true)
    int swapMemory(
            @Option(names = "--swaps", defaultValue = "200", description = "Swaps (default: 200).") int swaps,
            @Option(names = "--rate", defaultValue = "40", description = "Pictures a second (default: 40).")
                    double rate,
            @Mixin ReportOption report)
            throws Exception {
        return run(report, home -> SwapMemory.run(home, atLeast("--swaps", swaps, 10), rate("--rate", rate)));
    }

    @Command(
            name = "overload",
            description = "More pictures than the job can do, and how it gets over it.",
            mixinStandardHelpOptions = true)
    int overload(
            @Option(
                            names = "--factor",
                            defaultValue = "3",
                            description = "Pictures offered, in what the job can do (default: 3).")
                    double factor,
            @Option(names = "--minutes", defaultValue = "10", description = "How long (default: 10).") int minutes,
            @Option(
                            names = "--latency-budget",
                            paramLabel = "TIME",
                            converter = DurationConverter.class,
                            description = "The job's latency-budget, for example 2s (default: none, nothing is shed).")
                    @Nullable
                    Duration budget,
            @Mixin ReportOption report)
            throws Exception {
        return run(
                report,
                home -> Overload.run(
                        home,
                        rate("--factor", factor),
                        atLeast("--minutes", minutes, 1),
                        budget == null ? Duration.ZERO : budget));
    }

    @Command(
            name = "throughput",
            description = "Pictures a second and latency of the job, of a plain consumer loop, of bare inference.",
            mixinStandardHelpOptions = true)
    int throughput(
            @Option(
                            names = "--backlog",
                            defaultValue = "3000",
                            description = "Pictures that wait when the clock starts (default: 3000).")
                    int backlog,
            @Option(
                            names = "--seconds",
                            defaultValue = "20",
                            description = "How long latency is measured, each (default: 20).")
                    int seconds,
            @Mixin ReportOption report)
            throws Exception {
        return run(
                report,
                home -> Throughput.run(home, atLeast("--backlog", backlog, 100), atLeast("--seconds", seconds, 1)));
    }

    @Command(
            name = "uploads",
            description =
                    "Single uploads at a gateway at a steady rate, without and with people at the console; no job.",
            mixinStandardHelpOptions = true)
    int uploads(
            @Option(names = "--rate", defaultValue = "500", description = "Uploads a second (default: 500).")
                    double rate,
            @Option(names = "--seconds", defaultValue = "120", description = "How long, each time (default: 120).")
                    int seconds,
            @Option(names = "--bytes", defaultValue = "20000", description = "Size of a picture (default: 20000).")
                    int bytes,
            @Option(names = "--viewers", defaultValue = "200", description = "Consoles that listen (default: 200).")
                    int viewers,
            @Mixin ReportOption report)
            throws Exception {
        return run(
                report,
                home -> GatewayUploads.run(
                        home,
                        rate("--rate", rate),
                        atLeast("--seconds", seconds, 1),
                        atLeast("--bytes", bytes, 10_000),
                        atLeast("--viewers", viewers, 1)));
    }

    private static int atLeast(String option, int value, int least) {
        if (value < least) {
            throw new UserException(option + ' ' + value + ": it must be at least " + least);
        }
        return value;
    }

    private static double rate(String option, double value) {
        if (!(value > 0 && value <= 10_000)) {
            throw new UserException(option + ' ' + value + ": it must be above 0 and at most 10000");
        }
        return value;
    }

    private int run(ReportOption json, Run run) throws Exception {
        json.check();
        PrintWriter out = json.text(spec.commandLine().getOut());
        LoadReport report = run.in(Home.current().prepared().path().resolve("bench"));
        out.print(report.markdown());
        out.flush();
        json.put(spec.commandLine().getOut(), report.toJson());
        return report.ok() ? 0 : 1;
    }
}
