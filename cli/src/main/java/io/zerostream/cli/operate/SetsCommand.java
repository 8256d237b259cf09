package io.zerostream.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.schemas.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Class sets: what there is, what they are, and which one serves. */
@Command(
        name = "sets",
        description = "List, show, create, edit, use, roll back, export, import or remove class sets.",
        mixinStandardHelpOptions = true)
public final class SetsCommand implements Callable<Integer> {
    private static final String THE_SET = "The class set.";

    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOptions gateway;

    /** Of the command without a verb, which lists. */
    @Mixin
    private JsonOption listed;

    @Override
    public Integer call() {
        return list(listed);
    }

    @Command(name = "list", description = "List the class sets.", mixinStandardHelpOptions = true)
    int list(@Mixin JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = gateway.client().get("/api/sets");
        if (json.print(out, answer)) {
            return 0;
        }
        out.printf(
                "%-20s %-12s %8s %8s %7s %-10s %9s%n",
                "set", "space", "revision", "classes", "gamma", "of", "threshold");
        for (JsonNode set : answer.path("sets")) {
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

    @Command(name = "show", description = "Show all of one set.", mixinStandardHelpOptions = true)
    int show(@Parameters(paramLabel = "SET", description = THE_SET) String name, @Mixin JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode set = find(gateway.client(), name);
        if (!json.print(out, set)) {
            set.properties()
                    .forEach(entry -> out.printf(
                            "%-18s %s%n",
                            entry.getKey(),
                            SafeText.of(
                                    entry.getValue().isArray()
                                            ? String.join(", ", names(entry.getValue()))
                                            : entry.getValue().asText(),
                                    Integer.MAX_VALUE)));
            out.flush();
        }
        return 0;
    }

    @Command(
            name = "create",
            description = "Create a set of classes that the space has, scored as the active model recommends.",
            mixinStandardHelpOptions = true)
    int create(
            @Parameters(paramLabel = "SET", description = "Its name.") String name,
            @Option(names = "--space", paramLabel = "SPACE", description = "Its space, where there are several.")
                    @Nullable
                    String space,
            @Mixin SetOptions options,
            @Mixin JsonOption json) {
        Map<String, Object> body = DeploymentOptions.body("space", space);
        body.put("expected_revision", 0);
        options.putInto(body);
        List<String> members = options.edited(List.of());
        if (members != null) {
            body.put("members", members);
        }
        return put(name, body, gateway.client(), json);
    }

    @Command(
            name = "edit",
            description = "Change members, γ, threshold or length of labels; what is not named stays.",
            mixinStandardHelpOptions = true)
    int edit(
            @Parameters(paramLabel = "SET", description = THE_SET) String name,
            @Mixin SetOptions options,
            @Mixin JsonOption json) {
        GatewayClient client = gateway.client();
        JsonNode set = find(client, name);
        Map<String, Object> body = DeploymentOptions.body();
        // what was looked at is what is changed
        body.put("expected_revision", set.path("revision").asLong());
        options.putInto(body);
        List<String> members = options.edited(names(set.path("members")));
        if (members != null) {
            body.put("members", members);
        }
        return put(name, body, client, json);
    }

    private int put(String name, Map<String, Object> body, GatewayClient client, JsonOption json) {
        JsonNode answer = client.put("/api/sets/" + GatewayClient.encode(name), body);
        PrintWriter out = spec.commandLine().getOut();
        if (!json.print(out, answer)) {
            JsonNode set = find(client, answer.path("set").asText());
            out.printf(
                    Locale.ROOT,
                    "class set '%s' revision %d%s: %d classes, γ %.4f of %s, threshold %.4f%n",
                    SafeText.of(answer.path("set").asText()),
                    answer.path("revision").asLong(),
                    answer.path("changed").asBoolean() ? "" : ", as before",
                    set.path("members").size(),
                    set.path("gamma").asDouble(),
                    set.path("calibration").asText().toLowerCase(Locale.ROOT),
                    set.path("unknown_threshold").asDouble());
            warn(json, answer);
            out.flush();
        }
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
            @Parameters(arity = "0..1", paramLabel = "SET", description = "The class set it uses from now on.")
                    @Nullable
                    String set,
            @Option(names = "--off", description = "It has no class set of its own any more.") boolean off,
            @Mixin DeploymentOptions deployment) {
        if ((set == null) != off) {
            throw new UserException("name either a class set or --off");
        }
        GatewayClient client = gateway.client();
        String path = "/api/deployment/sources/" + GatewayClient.encode(alias);
        JsonNode answer = off
                ? client.delete(deployment.pathBy(path))
                : client.put(deployment.path(path), DeploymentOptions.body("set", set));
        return deployment.changed(
                client,
                answer,
                "'" + alias + "' uses " + (off ? "no class set of its own" : "class set '" + set + "'"),
                spec.commandLine().getOut());
    }

    @Command(
            name = "rollback",
            description = "Go back to an earlier revision of a set, as its next revision.",
            mixinStandardHelpOptions = true)
    int rollback(
            @Parameters(paramLabel = "SET", description = THE_SET) String set,
            @Parameters(paramLabel = "REVISION", description = "The revision to go back to.") long revision,
            @Mixin JsonOption json) {
        Map<String, Object> body = DeploymentOptions.body();
        body.put("revision", revision);
        JsonNode answer = gateway.client().post("/api/sets/" + GatewayClient.encode(set) + "/rollback", body);
        warn(json, answer);
        return say(
                json,
                answer,
                "revision " + answer.path("revision").asLong() + " of class set '" + set + "' is revision " + revision
                        + " again");
    }

    @Command(
            name = "history",
            description = "Show the revisions of a set, newest first.",
            mixinStandardHelpOptions = true)
    int history(
            @Parameters(paramLabel = "SET", description = THE_SET) String set,
            @Option(names = "--limit", defaultValue = "20", description = "At most so many (default: 20).") int limit,
            @Mixin JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = gateway.client().get(path(set, "/revisions?limit=" + limit));
        if (!json.print(out, answer)) {
            SetPast.revisions(out, answer);
        }
        return 0;
    }

    @Command(
            name = "diff",
            description = "Show what is different between two revisions of a set.",
            mixinStandardHelpOptions = true)
    int diff(
            @Parameters(paramLabel = "SET", description = THE_SET) String set,
            @Parameters(arity = "0..1", paramLabel = "FROM", description = "Default: the one before TO.") @Nullable
                    Long from,
            @Parameters(arity = "0..1", paramLabel = "TO", description = "Default: the newest.") @Nullable Long to,
            @Mixin JsonOption json) {
        PrintWriter out = spec.commandLine().getOut();
        String query = (from == null ? "" : "from=" + from) + (to == null ? "" : "&to=" + to);
        JsonNode answer = gateway.client().get(path(set, "/difference?" + query));
        if (!json.print(out, answer)) {
            SetPast.difference(out, answer);
        }
        return 0;
    }

    @Command(
            name = "export",
            description = "Print the classes of a set as CSV, a column an attribute.",
            mixinStandardHelpOptions = true)
    int export(@Parameters(paramLabel = "SET", description = THE_SET) String set) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(gateway.client().text(path(set, "/export")));
        out.flush();
        return 0;
    }

    @Command(
            name = "import",
            description = {
                "Put a table of classes into a set, as one revision; what it does not say stays:",
                "  sets export flags > flags.csv",
                "  sets import flags flags.csv --dry-run"
            },
            mixinStandardHelpOptions = true)
    int importTable(
            @Parameters(paramLabel = "SET", description = THE_SET) String set,
            @Parameters(paramLabel = "FILE", description = "CSV with a column 'name' and attributes.") Path file,
            @Option(names = "--dry-run", description = "Only say what would change.") boolean dryRun,
            @Option(names = "--exact", description = "Classes that are not in it leave the set.") boolean exact,
            @Mixin JsonOption json) {
        byte[] csv;
        try {
            csv = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserException("cannot read " + file + " (" + e + ")", e);
        }
        PrintWriter out = spec.commandLine().getOut();
        JsonNode answer = gateway.client()
                .post(
                        DeploymentOptions.by(path(set, "/import")) + "&dry_run=" + dryRun + "&exact=" + exact,
                        "text/csv",
                        csv);
        if (!json.print(out, answer)) {
            SetPast.difference(out, answer.path("difference"));
            warn(json, answer);
            out.println(
                    dryRun
                            ? "nothing was written (--dry-run)"
                            : "class set '" + SafeText.of(set) + "' is at revision "
                                    + answer.path("revision").asLong());
            out.flush();
        }
        return 0;
    }

    private static String path(String set, String rest) {
        return "/api/sets/" + GatewayClient.encode(set) + rest;
    }

    @Command(name = "remove", description = "Remove a set that no deployment uses.", mixinStandardHelpOptions = true)
    int remove(@Parameters(paramLabel = "SET", description = THE_SET) String set, @Mixin JsonOption json) {
        return say(
                json,
                gateway.client().delete(DeploymentOptions.by("/api/sets/" + GatewayClient.encode(set))),
                "class set '" + set + "' is removed");
    }

    private int say(JsonOption json, JsonNode answer, String text) {
        PrintWriter out = spec.commandLine().getOut();
        if (!json.print(out, answer)) {
            out.println(SafeText.of(text, 1000));
            out.flush();
        }
        return 0;
    }

    private void warn(JsonOption json, JsonNode answer) {
        if (!json.wanted()) {
            PrintWriter out = spec.commandLine().getOut();
            answer.path("warnings").forEach(warning -> out.println("note: " + SafeText.of(warning.asText(), 1000)));
        }
    }

    private static JsonNode find(GatewayClient client, String name) {
        List<String> known = new ArrayList<>();
        for (JsonNode set : client.get("/api/sets").path("sets")) {
            if (set.path("name").asText().equals(name)) {
                return set;
            }
            known.add(set.path("name").asText());
        }
        throw new UserException(
                "there is no class set '" + SafeText.of(name) + "'; there are " + SafeText.of(known.toString(), 1000));
    }

    private static List<String> names(JsonNode array) {
        List<String> names = new ArrayList<>();
        array.forEach(name -> names.add(name.asText()));
        return names;
    }
}
