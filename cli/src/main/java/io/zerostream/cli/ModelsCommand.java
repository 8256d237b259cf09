package io.zerostream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.ModelCard;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SafeText;
import io.zerostream.trainer.Runs;
import io.zerostream.trainer.data.DataSets;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publication;
import io.zerostream.trainer.publish.Publisher;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, shows, imports, publishes and rolls back model versions. */
@Command(
        name = "models",
        description = "List, show, import, publish or roll back model versions.",
        mixinStandardHelpOptions = true,
        subcommands = ImportCommand.class)
final class ModelsCommand {
    private static final String DEPLOYMENT = "default";
    private static final int TOP_K = 5;

    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "List the published versions.", mixinStandardHelpOptions = true)
    int list(@Mixin GatewayOptions gateway) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = gateway.client().get("/api/models");
        for (JsonNode model : answer.path("models")) {
            out.printf(
                    "%-16s %-24s %-12s %-12s %s%n",
                    SafeText.of(model.path("name").asText()),
                    SafeText.of(model.path("version").asText()),
                    SafeText.of(model.path("architecture").asText()),
                    SafeText.of(model.path("space").asText()),
                    state(model, answer.path("serving")));
        }
        out.flush();
        return 0;
    }

    /** What is wanted need not serve: the job may have refused it, or be opening it. */
    private static String state(JsonNode model, JsonNode serving) {
        String id = model.path("name").asText() + ' ' + model.path("version").asText();
        boolean serves = serving.asText().equals(id);
        if (model.path("active").asBoolean()) {
            return serves || serving.isNull() ? "ACTIVE" : "WANTED";
        }
        return serves ? "SERVES" : "";
    }

    @Command(
            name = "show",
            description = "Show the model card of a published version.",
            mixinStandardHelpOptions = true)
    int show(
            @Parameters(paramLabel = "NAME", description = "Name of the model.") String name,
            @Parameters(paramLabel = "VERSION", description = "Its version.") String version,
            @Mixin GatewayOptions gateway) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(gateway.client()
                .text("/api/models/" + GatewayClient.encode(name) + "/" + GatewayClient.encode(version) + "/card"));
        out.flush();
        return 0;
    }

    @Command(
            name = "rollback",
            description = "Let the running job use a former version of its model again.",
            mixinStandardHelpOptions = true)
    int rollback(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "VERSION",
                            description = "Version to go back to (default: the one published before the active one).")
                    @Nullable
                    String version,
            @Mixin KafkaOptions kafka) {
        Publication now = publisher(kafka.connection()).rollBack(DEPLOYMENT, version);
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s %s serves again: deployment '%s' revision %d%n",
                now.model(), now.version(), DEPLOYMENT, now.deploymentRevision());
        out.flush();
        return 0;
    }

    private static Publisher publisher(KafkaConnection kafka) {
        return new Publisher(kafka, System.getProperty("user.name", "cli"));
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
            @Option(
                            names = "--data",
                            paramLabel = "DATA",
                            description = "Data set whose classes to publish with it (default: the flags).")
                    @Nullable
                    String data,
            @Option(names = "--activate", description = "Let the running job use it.") boolean activate,
            @Mixin KafkaOptions kafka) {
        if ((run == null) != bundled) {
            throw new UserException("name either the folder of a training run or --bundled");
        }
        Checkpoint checkpoint = run == null ? FlagsCheckpoint.bundled() : Runs.checkpoint(run);
        ClassSetPlan classes = data == null
                ? new FlagsScenario().initialSet(checkpoint)
                : ClassSetPlan.of(DataSets.open(data), checkpoint.manifest(), TOP_K);
        if (run != null) {
            Outputs.write(run.resolve("model-card.md"), ModelCard.of(checkpoint.manifest()));
        }
        publish(
                checkpoint,
                classes,
                kafka.connection(),
                activate,
                spec.commandLine().getOut());
        return 0;
    }

    /** Publishes a checkpoint with the flags class set and says what became of it. */
    static void publish(Checkpoint checkpoint, KafkaConnection kafka, boolean activate, PrintWriter out) {
        publish(checkpoint, new FlagsScenario().initialSet(checkpoint), kafka, activate, out);
    }

    private static void publish(
            Checkpoint checkpoint, ClassSetPlan classes, KafkaConnection kafka, boolean activate, PrintWriter out) {
        Publisher publisher = publisher(kafka);
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
