package io.zerostream.cli.evidence;

import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.ReportOption;
import io.zerostream.conformance.Conformance;
import io.zerostream.conformance.result.CaseResult;
import io.zerostream.conformance.result.Report;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares model, trainer and importer with a folder of numbers that the reference implementation gave. */
@Command(
        name = "golden",
        description = {
            "Compare model, trainer and importer with reference numbers.",
            "Exit code 0 only when every case of every group in the folder is met."
        },
        mixinStandardHelpOptions = true)
public final class GoldenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Folder with one sub-folder a group: scan, blocks, tiny, ...")
    private Path folder;

    @Mixin
    private ReportOption json;

    @Override
    public Integer call() {
        if (!Files.isDirectory(folder)) {
            throw new UserException(folder + " is no folder; give the one that holds scan, blocks, tiny and so on");
        }
        json.check();
        Home.current().prepared();
        PrintWriter out = json.text(spec.commandLine().getOut());
        out.printf("%-6s %-10s %-72s %10s %10s%n", "", "group", "case", "error", "limit");
        Report report = Conformance.run(folder, result -> print(out, result));
        out.printf("%d cases, %d failed%n", report.cases().size(), report.failed());
        out.flush();
        json.put(spec.commandLine().getOut(), report.toJson());
        return report.failed() == 0 ? 0 : 1;
    }

    private static void print(PrintWriter out, CaseResult result) {
        Double error = result.error();
        out.printf(
                Locale.ROOT,
                "%-6s %-10s %-72s %10s %10.1e%s%n",
                result.ok() ? "ok" : "FAILED",
                result.group(),
                result.name(),
                error == null ? "-" : String.format(Locale.ROOT, "%.1e", error),
                result.limit(),
                result.message() == null ? "" : "  " + result.message());
        out.flush();
    }
}
