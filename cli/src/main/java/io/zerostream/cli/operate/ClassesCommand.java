package io.zerostream.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.train.PictureVectors;
import io.zerostream.schemas.SafeText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Lists, adds and removes classes of a running system, through its gateway. */
@Command(
        name = "classes",
        description = "List, add or remove classes of the running job. A change is in use within a second.",
        mixinStandardHelpOptions = true)
public final class ClassesCommand {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOptions gateway;

    @Command(name = "list", description = "List the classes of a set.", mixinStandardHelpOptions = true)
    int list(@Option(names = "--set", description = "Class set (default: the deployment's).") @Nullable String set) {
        JsonNode answer = gateway.client().get("/api/classes" + query(set));
        PrintWriter out = spec.commandLine().getOut();
        for (JsonNode entry : answer.path("classes")) {
            out.printf(
                    "%-36s %-7s %s%n",
                    SafeText.of(entry.path("name").asText()),
                    entry.path("seen").asBoolean() ? "seen" : "unseen",
                    attributes(entry.path("attributes")));
        }
        out.printf(
                "%d classes in set '%s', revision %d%n",
                answer.path("classes").size(),
                SafeText.of(answer.path("set").asText()),
                answer.path("revision").asLong());
        out.flush();
        return 0;
    }

    @Command(
            name = "add",
            description = {
                "Add a class by its attributes, by pictures of it, or by words, for example:",
                "  classes add Norway --attributes red=1,white=1,blue=1,upright_cross=1,mainly_red=1",
                "  classes add Kiwi --examples kiwi/*.jpg",
                "  classes add Crow --words 'black wings, black bill, all-purpose bill'"
            },
            mixinStandardHelpOptions = true)
    int add(
            @Parameters(paramLabel = "NAME", description = "Name of the class, as labels will carry it.") String name,
            @ArgGroup(exclusive = true, multiplicity = "1") Description description,
            @Option(
                            names = "--model",
                            paramLabel = "RUN_OR_CHECKPOINT",
                            description =
                                    "The model that serves, to look at --examples and --probes here, or for the word vectors"
                                            + " of --words (default: 'bundled' with --probes; without both the gateway looks"
                                            + " at --examples).")
                    @Nullable
                    String model,
            @Option(
                            names = "--probes",
                            arity = "1..*",
                            paramLabel = "FILE_OR_FOLDER",
                            description =
                                    "Pictures of other classes: --examples are set apart from them, and it says how many the"
                                            + " new class would take over.")
                    @Nullable
                    List<Path> probes,
            @Option(names = "--set", description = "Class set (default: the deployment's).") @Nullable String set,
            @Option(names = "--dry-run", description = "Only say how the class would fit in.") boolean dryRun,
            @Option(names = "--replace", description = "Replace a class of this name.") boolean replace) {
        NewClass made = new NewClass(gateway.client(), name, set);
        if (description.examples != null && !replace && !dryRun) {
            // before they are looked at
            made.demandNew();
        }
        boolean looks = probes != null || model != null;
        Map<String, Float> values;
        try (@Nullable
                PictureVectors vectors =
                        looks ? new PictureVectors(model == null ? PictureVectors.BUNDLED : model) : null) {
            List<Path> others = probes == null ? List.of() : PictureVectors.files(probes);
            values = description.values(made, vectors, others);
            if (vectors != null || description.examples == null) {
                made.compare(values, vectors, others);
            }
        }
        PrintWriter out = spec.commandLine().getOut();
        made.notes().forEach(out::println);
        out.flush();
        if (dryRun) {
            return 0;
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("name", name);
        body.put("attributes", values);
        body.put("replace", replace);
        body.put("provenance", description.origin());
        if (set != null) {
            body.put("set", set);
        }
        JsonNode answer = gateway.client().post("/api/classes", body);
        // the gateway says again that it is like another one
        return changed("added", name, answer, made.notes());
    }

    /** What a new class is made of: one of three. */
    static final class Description {
        @Option(
                names = "--attributes",
                split = ",",
                paramLabel = "ATTRIBUTE=VALUE",
                description = "Attribute values; those not named are 0.")
        private @Nullable List<String> attributes;

        @Option(
                names = "--examples",
                arity = "1..*",
                paramLabel = "FILE_OR_FOLDER",
                description =
                        "Pictures of the class, five or more if possible; of more than 50, or 30 MiB, the gateway is sent some, evenly.")
        private @Nullable List<Path> examples;

        @Option(names = "--words", paramLabel = "TEXT", description = "What it looks like, in words of the attributes.")
        private @Nullable String words;

        Map<String, Float> values(NewClass made, @Nullable PictureVectors vectors, List<Path> others) {
            if (attributes != null) {
                return values(attributes);
            }
            if (words != null) {
                return made.fromWords(words, vectors == null ? made.space() : vectors.space());
            }
            List<Path> files = PictureVectors.files(Objects.requireNonNull(examples));
            return vectors == null ? made.fromExamples(files) : made.fromExamples(vectors, files, others);
        }

        /** Each once: of two values nobody knows which one was meant. */
        private static Map<String, Float> values(List<String> pairs) {
            Map<String, Float> values = new LinkedHashMap<>();
            for (String pair : pairs) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals).strip();
                Float value;
                try {
                    value = Float.valueOf(equals < 0 ? "" : pair.substring(equals + 1));
                } catch (NumberFormatException e) {
                    throw new UserException("'" + pair + "' in --attributes is no ATTRIBUTE=VALUE, as in red=1", e);
                }
                if (values.put(name, value) != null) {
                    throw new UserException("attribute '" + name + "' is named twice in --attributes: name it once");
                }
            }
            return values;
        }

        String origin() {
            return attributes != null ? "ATTRIBUTES" : words != null ? "WORDS" : "EXAMPLES";
        }
    }

    @Command(name = "remove", description = "Remove a class from a set.", mixinStandardHelpOptions = true)
    int remove(
            @Parameters(paramLabel = "NAME", description = "Name of the class.") String name,
            @Option(names = "--set", description = "Class set (default: the deployment's).") @Nullable String set) {
        return changed(
                "removed",
                name,
                gateway.client().delete("/api/classes/" + GatewayClient.encode(name) + query(set)),
                List.of());
    }

    private int changed(String what, String name, JsonNode answer, List<String> said) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%s '%s': set '%s' is now at revision %d%n",
                what,
                name,
                SafeText.of(answer.path("set").asText()),
                answer.path("revision").asLong());
        for (JsonNode warning : answer.path("warnings")) {
            if (!said.contains(warning.asText())) {
                out.println("note: " + SafeText.of(warning.asText()));
            }
        }
        out.flush();
        return 0;
    }

    private static String query(@Nullable String set) {
        return set == null ? "" : "?set=" + GatewayClient.encode(set);
    }

    private static String attributes(JsonNode values) {
        List<String> present = new ArrayList<>();
        values.properties().forEach(e -> {
            double value = e.getValue().asDouble();
            if (value != 0) {
                present.add(
                        value == 1
                                ? e.getKey()
                                : e.getKey() + "=" + e.getValue().asText());
            }
        });
        return String.join(",", present);
    }
}
