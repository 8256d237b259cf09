package io.zerostream.cli;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.zerostream.model.ZeroShotModel;
import io.zerostream.model.ZeroShotModels;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.trainer.ConsoleProgress;
import io.zerostream.trainer.data.DataSets;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.evaluation.EvaluationReport;
import io.zerostream.trainer.evaluation.Evaluator;
import io.zerostream.trainer.evaluation.Figure;
import io.zerostream.trainer.evaluation.Protocol;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates a checkpoint on the test lists of a data set. */
@Command(
        name = "eval",
        description = "Evaluate a model on a data set: T1, U, S, H and AUSUC, by per-class means (Xian et al.).",
        mixinStandardHelpOptions = true)
final class EvalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "RUN_OR_CHECKPOINT",
            description = "Folder of a training run or of a checkpoint, or 'bundled'.")
    private String model;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description = "Folder of the data set, or 'flags'. Only test lists are used; any of them may be missing.")
    private String data;

    @Option(
            names = "--protocol",
            defaultValue = "validated",
            description =
                    "How γ is come by: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). 'published' takes the"
                            + " best on the test itself and says so.")
    private Protocol protocol;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all results there.")
    private @Nullable Path json;

    @Option(names = "--cpu", description = "Use the processor even where there is a GPU.")
    private boolean cpu;

    @Override
    public Integer call() {
        Outputs.check("--json", json);
        Checkpoint checkpoint = PictureVectors.checkpoint(model);
        ZeroShotDataSet dataSet = DataSets.open(data);
        Device device = cpu ? Device.cpu() : Engine.getEngine("PyTorch").defaultDevice();
        EvaluationReport report;
        try (ZeroShotModel opened = ZeroShotModels.open(checkpoint, device)) {
            report = Evaluator.evaluate(
                    opened, dataSet, protocol, new ConsoleProgress(System.out, CommandLine.Help.Ansi.AUTO.enabled()));
        }
        if (json != null) {
            Outputs.write(json, report.toJson());
        }
        print(report, spec.commandLine().getOut());
        return 0;
    }

    private static void print(EvaluationReport report, PrintWriter out) {
        report.figures().byName().forEach((name, figure) -> out.println(line(name, figure)));
        out.printf(
                Locale.ROOT,
                "γ = %.4f, protocol '%s': %s%n",
                report.figures().gamma(),
                report.figures().protocol(),
                report.figures().protocol().description());
        out.printf("%s on %s: %s%n", report.model().name(), report.dataSet(), report.counts());
        for (String problem : report.unreadable()) {
            out.println("left out: " + problem);
        }
        out.flush();
    }

    private static String line(String name, Figure figure) {
        if (figure.value() == null || figure.low() == null || figure.high() == null) {
            return String.format("%-5s      –     %s", name, figure.absent());
        }
        return String.format(
                Locale.ROOT,
                "%-5s %6.2f %%  [%.2f, %.2f]%s",
                name,
                100 * figure.value(),
                100 * figure.low(),
                100 * figure.high(),
                figure.chance() == null ? "" : String.format(Locale.ROOT, ", chance %.2f %%", 100 * figure.chance()));
    }
}
