package io.zerostream.cli.train;

import io.zerostream.cli.options.ReportOption;
import io.zerostream.trainer.data.Finding;
import io.zerostream.trainer.data.check.DataCheck;
import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks at data sets. */
@Command(name = "data", description = "Look at a data set.", mixinStandardHelpOptions = true)
public final class DataCommand {
    /** Findings of one kind that are printed; the JSON has all. */
    private static final int SHOWN = 10;

    @Spec
    private CommandSpec spec;

    @Command(
            name = "check",
            description = {
                "Open every picture of a data set and say what is missing or odd.",
                "Exit code 0: no error, 1: errors were found."
            },
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(paramLabel = "DATA", description = "Folder of the data set, or 'flags'.") String data,
            @Mixin ReportOption json) {
        json.check();
        DataCheck check = DataCheck.of(data);
        json.put(spec.commandLine().getOut(), check.toJson());
        PrintWriter out = json.text(spec.commandLine().getOut());
        Map<Finding.Kind, Integer> printed = new EnumMap<>(Finding.Kind.class);
        for (Finding finding : check.findings()) {
            if (printed.merge(finding.kind(), 1, Integer::sum) <= SHOWN) {
                out.println(finding);
            }
        }
        printed.forEach((kind, count) -> {
            if (count > SHOWN) {
                out.printf("… and %d more of kind %s; --json has all%n", count - SHOWN, kind);
            }
        });
        if (!check.layout().isEmpty()) {
            out.printf("%s: %s%n", check.dataSet(), check.layout());
            check.counts().forEach((what, count) -> out.printf("  %,9d %s%n", count, what));
        }
        out.printf("%d errors, %d warnings%n", check.errors(), check.findings().size() - check.errors());
        out.flush();
        return check.errors() == 0 ? 0 : 1;
    }
}
