package io.zerostream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.sets.SetSwitch;
import io.zerostream.schemas.SafeText;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the class sets of a running system, and changes which one serves. */
@Command(
        name = "sets",
        description = "List the class sets and their revisions, or change which one serves.",
        mixinStandardHelpOptions = true)
final class SetsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOptions gateway;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-20s %-12s %8s %8s %7s %-10s %9s%n",
                "set", "space", "revision", "classes", "gamma", "of", "threshold");
        for (JsonNode set : gateway.client().get("/api/sets").path("sets")) {
            out.printf(
                    "%-20s %-12s %8d %8d %7.3f %-10s %9.3f%n",
                    SafeText.of(set.path("name").asText()),
                    SafeText.of(set.path("space").asText()),
                    set.path("revision").asLong(),
                    set.path("members").size(),
                    set.path("gamma").asDouble(),
                    set.path("calibration").asText().toLowerCase(Locale.ROOT),
                    set.path("unknown_threshold").asDouble());
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "use",
            description = {
                "Let an alias or a source use a class set. All that point to the alias follow, at once:",
                "  sets use cameras-north birds-v2"
            },
            mixinStandardHelpOptions = true)
    int use(
            @Parameters(paramLabel = "ALIAS", description = "An alias, or the id of a source.") String alias,
            @Parameters(paramLabel = "SET", description = "The class set it uses from now on.") String set,
            @Option(
                            names = "--deployment",
                            defaultValue = "default",
                            description = "The deployment (default: ${DEFAULT-VALUE}).")
                    String deployment,
            @Mixin KafkaOptions kafka) {
        long revision = sets(kafka).use(deployment, alias, set);
        return say("'%s' uses class set '%s': deployment '%s' revision %d", alias, set, deployment, revision);
    }

    @Command(
            name = "rollback",
            description = "Go back to an earlier revision of a set, as its next revision.",
            mixinStandardHelpOptions = true)
    int rollback(
            @Parameters(paramLabel = "SET", description = "The class set.") String set,
            @Parameters(paramLabel = "REVISION", description = "The revision to go back to.") long revision,
            @Mixin KafkaOptions kafka) {
        return say(
                "revision %d of class set '%s' is revision %d again",
                sets(kafka).rollBack(set, revision), set, revision);
    }

    @Command(name = "remove", description = "Remove a set that no deployment uses.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "SET", description = "The class set.") String set, @Mixin KafkaOptions kafka) {
        sets(kafka).remove(set);
        return say("class set '%s' is removed", set);
    }

    private static SetSwitch sets(KafkaOptions kafka) {
        return new SetSwitch(kafka.connection(), System.getProperty("user.name", "cli"), Clock.systemUTC());
    }

    private int say(String text, Object... arguments) {
        spec.commandLine().getOut().println(text.formatted(arguments));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
