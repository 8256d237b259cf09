package io.zerostream.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.cli.train.ImportCommand;
import io.zerostream.cli.train.PublishCommand;
import io.zerostream.schemas.SafeText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Model versions: what there is, what serves, and what is to serve. */
@Command(
        name = "models",
        description = "List, show, import, publish, activate, roll back or remove model versions.",
        mixinStandardHelpOptions = true,
        subcommands = {ImportCommand.class, PublishCommand.class})
public final class ModelsCommand {
    private static final String KEEP_SCORING = "Leave γ and threshold of the class sets as they are.";

    @Spec
    private CommandSpec spec;

    @Command(name = "list", description = "List the published versions.", mixinStandardHelpOptions = true)
    int list(@Mixin GatewayOptions gateway, @Mixin JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = gateway.client().get("/api/models");
        if (json.print(out, answer)) {
            return 0;
        }
        for (JsonNode model : answer.path("models")) {
            out.printf(
                    "%-16s %-24s %-12s %-12s %s%n",
                    SafeText.of(model.path("name").asText()),
                    SafeText.of(model.path("version").asText()),
                    SafeText.of(model.path("architecture").asText()),
                    SafeText.of(model.path("space").asText()),
                    String.join(", ", roles(model, answer.path("deployments"))));
        }
        out.flush();
        return 0;
    }

    /** What is wanted need not serve: the job may have refused it, or be opening it, or not run at all. */
    private static List<String> roles(JsonNode model, JsonNode deployments) {
        List<String> roles = new ArrayList<>();
        boolean serves = model.path("serves").asBoolean();
        boolean wanted = model.path("active").asBoolean();
        if (serves) {
            roles.add("SERVES");
        }
        if (wanted && !serves) {
            roles.add("WANTED");
        }
        for (JsonNode deployment : deployments) {
            if (deployment.path("model").equals(model.path("name"))) {
                for (String role : List.of("canary", "shadow")) {
                    if (deployment.path(role + "_version").equals(model.path("version"))) {
                        roles.add("WANTED AS " + role.toUpperCase(Locale.ROOT) + " of '"
                                + SafeText.of(deployment.path("name").asText()) + "'");
                    }
                }
            }
        }
        return roles;
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
            name = "activate",
            description = {
                "Let a published version serve. A canary ends.",
                "The class sets that it serves are scored as it recommends, unless somebody chose γ and threshold."
            },
            mixinStandardHelpOptions = true)
    int activate(
            @Parameters(paramLabel = "NAME", description = "Name of the model.") String name,
            @Parameters(paramLabel = "VERSION", description = "Its version.") String version,
            @Option(
                            names = "--set",
                            paramLabel = "SET",
                            description = "Class set of pictures that name none (default: the present one).")
                    @Nullable
                    String set,
            @Option(names = "--keep-scoring", description = KEEP_SCORING) boolean keepScoring,
            @Mixin DeploymentOptions deployment,
            @Mixin GatewayOptions gateway) {
        Map<String, Object> body = DeploymentOptions.body("model", name, "version", version, "set", set);
        body.put("keep_scoring", keepScoring);
        GatewayClient client = gateway.client();
        return say(deployment, client, client.post(deployment.path("/api/deployment/activate"), body));
    }

    @Command(
            name = "canary",
            description = "Let another version of the model label a share of the pictures.",
            mixinStandardHelpOptions = true)
    int canary(
            @Parameters(arity = "0..1", paramLabel = "VERSION", description = "The version.") @Nullable String version,
            @Option(names = "--share", paramLabel = "SHARE", description = "Above 0 and at most 1, for example 0.1.")
                    @Nullable
                    Double share,
            @Option(names = "--off", description = "End the canary.") boolean off,
            @Mixin DeploymentOptions deployment,
            @Mixin GatewayOptions gateway) {
        requireOne(version, off);
        if (share == null && !off) {
            throw new UserException("say how many pictures the canary labels, for example --share 0.1");
        }
        GatewayClient client = gateway.client();
        String path = deployment.path("/api/deployment/canary");
        if (off) {
            return say(deployment, client, client.delete(deployment.pathBy("/api/deployment/canary")));
        }
        Map<String, Object> body = DeploymentOptions.body("version", version);
        body.put("share", share);
        return say(deployment, client, client.put(path, body));
    }

    @Command(
            name = "shadow",
            description = "Let another version of the model label every picture beside, to labels-shadow.",
            mixinStandardHelpOptions = true)
    int shadow(
            @Parameters(arity = "0..1", paramLabel = "VERSION", description = "The version.") @Nullable String version,
            @Option(names = "--off", description = "End the shadow.") boolean off,
            @Mixin DeploymentOptions deployment,
            @Mixin GatewayOptions gateway) {
        requireOne(version, off);
        GatewayClient client = gateway.client();
        String path = deployment.path("/api/deployment/shadow");
        return say(
                deployment,
                client,
                off
                        ? client.delete(deployment.pathBy("/api/deployment/shadow"))
                        : client.put(path, DeploymentOptions.body("version", version)));
    }

    @Command(
            name = "rollback",
            description = "Let the version that served before serve again, be it of another model.",
            mixinStandardHelpOptions = true)
    int rollback(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "VERSION",
                            description = "Version of the model to go back to (default: what served before).")
                    @Nullable
                    String version,
            @Option(names = "--keep-scoring", description = KEEP_SCORING) boolean keepScoring,
            @Mixin DeploymentOptions deployment,
            @Mixin GatewayOptions gateway) {
        Map<String, Object> body = DeploymentOptions.body("version", version);
        body.put("keep_scoring", keepScoring);
        GatewayClient client = gateway.client();
        return say(deployment, client, client.post(deployment.path("/api/deployment/rollback"), body));
    }

    @Command(
            name = "remove",
            description = {
                "Remove a published version that no deployment has, as active, canary or shadow.",
                "Its weights stay on model-chunks, and class sets stay."
            },
            mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "NAME", description = "Name of the model.") String name,
            @Parameters(paramLabel = "VERSION", description = "Its version.") String version,
            @Mixin GatewayOptions gateway,
            @Mixin JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = gateway.client()
                .delete(DeploymentOptions.by(
                        "/api/models/" + GatewayClient.encode(name) + "/" + GatewayClient.encode(version)));
        if (!json.print(out, answer)) {
            out.println("model " + SafeText.of(name + ' ' + version) + " is removed");
            answer.path("warnings").forEach(stays -> out.println("note: " + SafeText.of(stays.asText(), 1000)));
            out.flush();
        }
        return 0;
    }

    private int say(DeploymentOptions deployment, GatewayClient client, JsonNode answer) {
        return deployment.changed(client, answer, "", spec.commandLine().getOut());
    }

    private static void requireOne(@Nullable String version, boolean off) {
        if ((version == null) != off) {
            throw new UserException("name either a version or --off");
        }
    }
}
