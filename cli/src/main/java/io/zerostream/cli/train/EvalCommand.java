package io.zerostream.cli.train;

import ai.djl.Device;
import ai.djl.engine.Engine;
import io.zerostream.cli.options.Outputs;
import io.zerostream.cli.options.ReportOption;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.trainer.ConsoleProgress;
import io.zerostream.trainer.data.ZeroShotDataSet;
import io.zerostream.trainer.data.format.DataSets;
import io.zerostream.trainer.evaluation.Figure;
import io.zerostream.trainer.evaluation.GammaProtocol;
import io.zerostream.trainer.evaluation.Spread;
import io.zerostream.trainer.evaluation.report.Evaluated;
import io.zerostream.trainer.evaluation.report.EvaluationPage;
import io.zerostream.trainer.evaluation.report.EvaluationReport;
import io.zerostream.trainer.evaluation.report.Evaluator;
import io.zerostream.trainer.flags.FlagsDataSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates a checkpoint on the test lists of a data set. */
@Command(
        name = "eval",
        description = "Evaluate a model on a data set: T1, U, S, H and AUSUC, by per-class means (Xian et al.).",
        mixinStandardHelpOptions = true)
public final class EvalCommand implements Callable<Integer> {
    private static final int FLAGS_SHOWN = 6;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "RUN_OR_CHECKPOINT",
            description =
                    "Folder of a training run or of a checkpoint, or 'bundled'. Several, each after a --model of its"
                            + " own, give mean and standard deviation over them: runs that differ in their seed.")
    private List<String> models;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DATA",
            description =
                    "Folder of the data set, or 'flags'. Only test lists are used; any of them may be missing. A folder"
                            + " of lists and pictures alone takes the classes that the run was trained for.")
    private String data;

    @Option(
            names = "--protocol",
            defaultValue = "validated",
            description = "How γ is chosen: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). 'published' takes the"
                    + " best on the test itself and says so.")
    private GammaProtocol protocol;

    @Mixin
    private ReportOption json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Write a page there: figures, curve, map of the vectors, confusions, attributes.")
    private @Nullable Path html;

    @Option(
            names = "--pictures",
            paramLabel = "N",
            description =
                    "How many test pictures the page shows, with where the model looked (default: 6 for flags, else 0:"
                            + " see what the data set's terms allow).")
    private @Nullable Integer pictures;

    @Option(names = "--cpu", description = "Use the processor even where there is a GPU.")
    private boolean cpu;

    @Override
    public Integer call() {
        json.check();
        Outputs.check("--html", html);
        List<Checkpoint> checkpoints =
                models.stream().map(PictureVectors::checkpoint).toList();
        // of several runs the first one's classes: they are all to be of one data set
        ZeroShotDataSet dataSet = data.equals(FlagsDataSet.NAME)
                ? DataSets.open(data)
                : DataSets.open(Path.of(data), Path.of(models.get(0)));
        List<Evaluated> runs = new ArrayList<>();
        for (Checkpoint checkpoint : checkpoints) {
            runs.add(look(checkpoint, dataSet));
        }
        List<EvaluationReport> reports = runs.stream().map(Evaluated::report).toList();
        json.put(spec.commandLine().getOut(), EvaluationReport.toJson(reports));
        if (html != null) {
            Outputs.write(html, EvaluationPage.of(runs));
        }
        PrintWriter out = json.text(spec.commandLine().getOut());
        reports.forEach(report -> print(report, out));
        if (reports.size() > 1) {
            Spread.of(reports.stream().map(EvaluationReport::figures).toList())
                    .forEach((name, spread) -> out.printf(
                            Locale.ROOT,
                            "%-5s %6.2f %% ± %.2f (standard deviation over %d runs)%n",
                            name,
                            100 * spread.mean(),
                            100 * spread.deviation(),
                            spread.runs()));
            out.flush();
        }
        return 0;
    }

    private Evaluated look(Checkpoint checkpoint, ZeroShotDataSet dataSet) {
        int shown = html == null ? 0 : pictures != null ? pictures : data.equals(FlagsDataSet.NAME) ? FLAGS_SHOWN : 0;
        Device device = cpu ? Device.cpu() : Engine.getEngine("PyTorch").defaultDevice();
        try (ZeroShotModel opened = ZeroShotModels.open(checkpoint, device)) {
            return Evaluator.look(
                    opened,
                    dataSet,
                    protocol,
                    shown,
                    new ConsoleProgress(
                            json.printed() ? System.err : System.out, CommandLine.Help.Ansi.AUTO.enabled()));
        }
    }

    private static void print(EvaluationReport report, PrintWriter out) {
        report.figures().byName().forEach((name, figure) -> out.println(line(name, figure)));
        out.printf(
                Locale.ROOT,
                "γ = %s, protocol '%s': %s%n",
                report.figures().penalty(),
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
