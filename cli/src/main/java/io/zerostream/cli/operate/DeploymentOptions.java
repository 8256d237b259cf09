package io.zerostream.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.client.UserException;
import io.zerostream.cli.options.DurationConverter;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.cli.options.Pauses;
import io.zerostream.schemas.SafeText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which deployment a command changes, and what it says when that is done. */
final class DeploymentOptions {
    private static final long LOOK_MS = 250;

    @Mixin
    private JsonOption json;

    @Option(names = "--deployment", paramLabel = "NAME", description = "The deployment (default: the gateway's).")
    private @Nullable String deployment;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Return when the job serves it; exit code 1 when it does not within that time.")
    private @Nullable Duration patience;

    /** The path with the deployment that was named. */
    String path(String path) {
        return deployment == null ? path : path + "?deployment=" + GatewayClient.encode(deployment);
    }

    /** The same where no body says who asks. */
    String pathBy(String path) {
        return by(path(path));
    }

    /** A path whose query says who asks, for requests without a body. */
    static String by(String path) {
        return path + (path.contains("?") ? "&" : "?") + "author=" + GatewayClient.encode(author());
    }

    private static String author() {
        return System.getProperty("user.name", "cli");
    }

    /**
     * A body that says who asks.
     *
     * @param keysAndValues one behind the other; a value of null leaves its key out
     */
    static Map<String, Object> body(@Nullable String... keysAndValues) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("author", author());
        for (int i = 0; i < keysAndValues.length; i += 2) {
            String key = keysAndValues[i];
            String value = keysAndValues[i + 1];
            if (key != null && value != null) {
                body.put(key, value);
            }
        }
        return body;
    }

    /**
     * Says what was changed, and waits when asked to.
     *
     * @param headline said before; may be empty
     * @return the exit code
     */
    int changed(GatewayClient client, JsonNode answer, String headline, PrintWriter out) {
        JsonNode now = answer.path("deployment");
        boolean printed = json.print(out, answer);
        if (!printed) {
            if (!headline.isEmpty()) {
                out.println(SafeText.of(headline, 1000));
            }
            out.printf(
                    "deployment '%s' revision %d%s: %s%n",
                    SafeText.of(now.path("name").asText()),
                    now.path("revision").asLong(),
                    answer.path("changed").asBoolean() ? "" : ", as before",
                    describe(now));
            answer.path("warnings").forEach(warning -> out.println("note: " + SafeText.of(warning.asText(), 1000)));
            out.flush();
        }
        if (patience == null) {
            tell(printed, out, "'zerostream status' says when the job serves it.");
            return 0;
        }
        // after all else: who is cut off here knows at least what was changed
        Optional<String> waitsFor = waitsFor(client, now, patience);
        tell(
                printed,
                out,
                waitsFor.map(why -> "It does not serve yet: " + SafeText.of(why, 1000))
                        .orElse("The job serves it."));
        return waitsFor.isEmpty() ? 0 : 1;
    }

    private static void tell(boolean printed, PrintWriter out, String line) {
        if (!printed) {
            out.println(line);
            out.flush();
        }
    }

    /** Model, default set, canary, shadow in one line. */
    static String describe(JsonNode deployment) {
        StringBuilder text = new StringBuilder("model ")
                .append(deployment.path("model").asText())
                .append(' ')
                .append(deployment.path("version").asText())
                .append(", class set '")
                .append(deployment.path("default_class_set").asText())
                .append('\'');
        if (deployment.hasNonNull("canary_version")) {
            text.append(", canary ")
                    .append(deployment.path("canary_version").asText())
                    .append(" for a share of ")
                    .append(deployment.path("canary_share").asText());
        }
        if (deployment.hasNonNull("shadow_version")) {
            text.append(", shadow ").append(deployment.path("shadow_version").asText());
        }
        return SafeText.of(text.toString(), 1000);
    }

    /** Why the job of this very deployment does not serve what is wanted when the time is up; empty = it does. */
    private static Optional<String> waitsFor(GatewayClient client, JsonNode wanted, Duration patience) {
        String path = "/api/deployment?deployment="
                + GatewayClient.encode(wanted.path("name").asText());
        Instant end = Instant.now().plus(patience);
        while (true) {
            String problem;
            try {
                JsonNode found = client.get(path);
                // that of a later change will do too
                if (found.path("status").asText().equals("ok")
                        && found.at("/deployment/revision").asLong()
                                >= wanted.path("revision").asLong()) {
                    return Optional.empty();
                }
                problem = found.at("/problems/0").asText("see 'zerostream status'");
            } catch (UserException e) {
                // a gateway that begins anew meanwhile
                problem = String.valueOf(e.getMessage());
            }
            if (Instant.now().isAfter(end)) {
                return Optional.of(problem);
            }
            Pauses.sleep(LOOK_MS);
        }
    }
}
