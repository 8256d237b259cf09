package io.zerostream.cli.train;

import io.zerostream.cli.client.Home;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.recipe.TrainingOutcome;
import io.zerostream.trainer.recipe.TrainingPreset;
import io.zerostream.trainer.recipe.TrainingPresets;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains a network and, if asked to, publishes it. */
@Command(name = "train", description = "Train a network and report T1, U, S and H.", mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    /** The presets' names, for help. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return TrainingPresets.all().stream().map(TrainingPreset::name).iterator();
        }
    }

    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Folder of a data set, or 'flags'.")
    private String data;

    @Option(
            names = "--preset",
            paramLabel = "NAME",
            completionCandidates = Names.class,
            description = "What to train: ${COMPLETION-CANDIDATES} (default for flags: flags-nano).")
    private @Nullable String preset;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Values that replace those of the preset: YAML or JSON.")
    private @Nullable Path config;

    @Mixin
    private TrainingOptions training;

    @Option(names = "--resume", description = "Go on with the run that was killed in the folder of --out.")
    private boolean resume;

    @Mixin
    private KafkaOptions kafka;

    @Option(names = "--publish", description = "Publish the model with its classes when it is trained.")
    private boolean publish;

    @Option(names = "--activate", description = "Publish it and let the running job use it.")
    private boolean activate;

    @Override
    public Integer call() {
        Home home = Home.current().prepared();
        Path out = training.out(home);
        if (resume && !Files.isDirectory(out)) {
            throw new UserException("there is no run to resume in " + out + "; name its folder by --out");
        }
        String name = preset(out);
        PrintWriter console = spec.commandLine().getOut();
        // a training is long: what cannot be reached should be told before it
        @Nullable KafkaConnection reached = publish || activate ? kafka.connection() : null;
        TrainingOutcome outcome = training.train(name, data, out, config, resume, console);
        if (reached != null) {
            PublishCommand.publish(out, outcome.checkpoint(), reached, activate, console);
        }
        return 0;
    }

    private String preset(Path out) {
        if (preset != null) {
            return preset;
        }
        Optional<TrainingPreset> begun = resume ? TrainingPresets.ofRun(out) : Optional.empty();
        if (begun.isPresent()) {
            return begun.get().name();
        }
        if (data.equals(FlagsDataSet.NAME)) {
            return TrainingOptions.FLAGS_PRESET;
        }
        throw new UserException(TrainingPresets.all().stream()
                .map(each -> "\n  " + each.name() + ": " + each.summary())
                .collect(Collectors.joining("", "say by --preset what to train on " + data + ". There are:", "")));
    }
}
