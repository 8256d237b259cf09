package io.zerostream.cli.train;

import io.zerostream.cli.client.Home;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.trainer.ConsoleProgress;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.recipe.TrainingOutcome;
import io.zerostream.trainer.recipe.TrainingPreset;
import io.zerostream.trainer.recipe.TrainingPresets;
import io.zerostream.trainer.recipe.TrainingRequest;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How to train; shared by {@code train} and {@code demo --train}. */
public final class TrainingOptions {
    /** Preset of the bundled network. */
    static final String FLAGS_PRESET = "flags-nano";

    private static final String PRETRAINED = "zerostream.pretrained";
    private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

    @Option(names = "--seed", paramLabel = "N", description = "Seed of everything (default: the configuration's).")
    private @Nullable Long seed;

    @Option(
            names = "--pretrained",
            paramLabel = "DIR",
            description =
                    "Folder of weights that others trained, for presets that need some (default: the system property"
                            + " " + PRETRAINED + ", else where the preset's configuration says).")
    private @Nullable Path pretrained;

    @Option(
            names = {"--out", "--run"},
            paramLabel = "DIR",
            description = "Folder for the results (default: a new one under the home).")
    private @Nullable Path run;

    /** Where the results go. */
    Path out(Home home) {
        return run == null ? home.runs().resolve(NAME.format(LocalDateTime.now(ZoneId.systemDefault()))) : run;
    }

    /**
     * Trains the bundled network anew.
     *
     * @param home where the results go unless their folder was named
     * @param console for people
     */
    public Checkpoint train(Home home, PrintWriter console) {
        return train(FLAGS_PRESET, FlagsDataSet.NAME, out(home), null, false, console)
                .checkpoint();
    }

    /**
     * Trains with a progress bar: says before what it needs and how long it takes, and then how good it became and where the
     * results are.
     *
     * @param config values that replace those of the preset; null for none
     */
    TrainingOutcome train(
            String preset, String data, Path out, @Nullable Path config, boolean resume, PrintWriter console) {
        TrainingPreset chosen = TrainingPresets.named(preset);
        console.println(
                chosen.name() + ": " + chosen.summary() + (config == null ? "" : "; " + config + " may change that"));
        console.flush();
        TrainingOutcome outcome = chosen.train(new TrainingRequest(
                data,
                out,
                config,
                seed,
                pretrained(),
                resume,
                new ConsoleProgress(System.out, CommandLine.Help.Ansi.AUTO.enabled())));
        new TreeMap<>(outcome.figures())
                .forEach((name, value) -> console.printf(Locale.ROOT, "%s %.1f %%  ", name, 100 * value));
        if (outcome.figures().isEmpty()) {
            console.print(
                    "No figures of classes that it never saw: the data has no test pictures of seen and of unseen"
                            + " classes (in attributes.csv the column kind says which classes are unseen), or the test is off.");
        }
        console.println();
        console.println("Results, report.html among them, are in " + out.toAbsolutePath());
        console.flush();
        return outcome;
    }

    private @Nullable Path pretrained() {
        String property = System.getProperty(PRETRAINED);
        return pretrained != null || property == null ? pretrained : Path.of(property);
    }
}
