package io.zerostream.cli;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.trainer.ConsoleProgress;
import io.zerostream.trainer.FlagsDataSet;
import io.zerostream.trainer.recipe.TrainingOutcome;
import io.zerostream.trainer.recipe.TrainingPresets;
import io.zerostream.trainer.recipe.TrainingRequest;
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
            description = "Values that replace those of the preset: YAML or JSON (flags: a whole configuration, JSON).")
    private @Nullable Path config;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything (default: the configuration's).")
    private @Nullable Long seed;

    @Option(
            names = {"--out", "--run"},
            paramLabel = "DIR",
            description = "Folder for the results (default: a new one under the home).")
    private @Nullable Path run;

    @Nullable
    Path config() {
        return config;
    }

    @Nullable
    Long seed() {
        return seed;
    }

    /** Where the results go. */
    Path out(Home home) {
        return run == null ? home.runs().resolve(NAME.format(LocalDateTime.now(ZoneId.systemDefault()))) : run;
    }

    /** Trains on flags with a progress bar and prints where the results are. */
    Checkpoint train(Home home) {
        Path folder = out(home);
        TrainingOutcome outcome = TrainingPresets.named("flags-nano")
                .train(new TrainingRequest(
                        FlagsDataSet.NAME,
                        folder,
                        config,
                        seed,
                        false,
                        new ConsoleProgress(System.out, CommandLine.Help.Ansi.AUTO.enabled())));
        System.out.println("Results, report.html among them, are in " + folder.toAbsolutePath());
        return outcome.checkpoint();
    }
}
