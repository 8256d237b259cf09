package io.zerostream.cli;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.trainer.ConsoleProgress;
import io.zerostream.trainer.FlagsTraining;
import io.zerostream.trainer.TrainingConfig;
import io.zerostream.trainer.TrainingReport;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How to train; shared by {@code train} and {@code demo --train}. */
final class TrainingOptions {
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Training configuration, JSON (default: the nano preset).")
    private @Nullable Path config;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything (default: the configuration's).")
    private @Nullable Long seed;

    @Option(
            names = "--run",
            paramLabel = "DIR",
            description = "Folder for the results (default: a new one under the home).")
    private @Nullable Path run;

    /** Trains with a progress bar and prints where the results are. */
    Checkpoint train(Home home) {
        TrainingConfig settings = config == null ? TrainingConfig.nano() : TrainingConfig.read(config);
        if (seed != null) {
            settings = settings.withSeed(seed);
        }
        Path folder = run == null ? home.runs().resolve(NAME.format(LocalDateTime.now(ZoneId.systemDefault()))) : run;
        boolean terminal = CommandLine.Help.Ansi.AUTO.enabled();
        TrainingReport report = FlagsTraining.run(settings, folder, new ConsoleProgress(System.out, terminal));
        TrainingReport.Figures test = report.test();
        if (test != null) {
            System.out.println(test);
        }
        System.out.println("Results, report.html among them, are in " + folder.toAbsolutePath());
        return FlagsTraining.checkpoint(folder);
    }
}
