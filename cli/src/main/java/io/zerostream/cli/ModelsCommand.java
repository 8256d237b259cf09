package io.zerostream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.trainer.ClassSetPlan;
import io.zerostream.trainer.FlagsCheckpoint;
import io.zerostream.trainer.FlagsTraining;
import io.zerostream.trainer.Publication;
import io.zerostream.trainer.Publisher;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, imports and publishes model versions. */
@Command(
        name = "models",
        description = "List, import or publish model versions.",
        mixinStandardHelpOptions = true,
        subcommands = ImportCommand.class)
final class ModelsCommand {
    private static final String DEPLOYMENT = "default";

    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "List the published versions.", mixinStandardHelpOptions = true)
    int list(@Mixin GatewayOptions gateway) {
        PrintWriter out = spec.commandLine().getOut();
        for (JsonNode model : gateway.client().get("/api/models").path("models")) {
            out.printf(
                    "%-16s %-24s %-12s %-12s %s%n",
                    model.path("name").asText(),
                    model.path("version").asText(),
                    model.path("architecture").asText(),
                    model.path("space").asText(),
                    model.path("active").asBoolean() ? "ACTIVE" : "");
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "publish",
            description = "Publish the checkpoint of a training run, or the bundled one, with its class set.",
            mixinStandardHelpOptions = true)
    int publish(
            @Parameters(arity = "0..1", paramLabel = "RUN", description = "Folder of the training run.") @Nullable
                    Path run,
            @Option(names = "--bundled", description = "Publish the checkpoint that ships with ZeroStream.")
                    boolean bundled,
            @Option(names = "--activate", description = "Let the running job use it.") boolean activate,
            @Mixin KafkaOptions kafka) {
        if ((run == null) != bundled) {
            throw new UserException("name either the folder of a training run or --bundled");
        }
        Checkpoint checkpoint = run == null ? FlagsCheckpoint.bundled() : FlagsTraining.checkpoint(run);
        publish(checkpoint, kafka.connection(), activate, spec.commandLine().getOut());
        return 0;
    }

    /** Publishes a checkpoint with the flags class set and says what became of it. */
    static void publish(Checkpoint checkpoint, KafkaConnection kafka, boolean activate, PrintWriter out) {
        Publisher publisher = new Publisher(kafka, System.getProperty("user.name", "cli"));
        ClassSetPlan classes = new FlagsScenario().initialSet(checkpoint);
        Publication done =
                activate ? publisher.publish(checkpoint, classes, DEPLOYMENT) : publisher.publish(checkpoint, classes);
        out.printf(
                "published %s %s in %d chunks, class set '%s' revision %d%s%n",
                done.model(),
                done.version(),
                done.chunks(),
                classes.name(),
                done.classSetRevision(),
                activate ? ", deployment '" + DEPLOYMENT + "' revision " + done.deploymentRevision() : "");
        out.flush();
    }
}
