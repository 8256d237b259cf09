package io.zerostream.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.options.DurationConverter;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.cli.options.Pauses;
import io.zerostream.schemas.SafeText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how a running system is: what serves, what is wanted, what is wrong. */
@Command(
        name = "status",
        description = "Say what serves, what is wanted and what is wrong. Exit code 0 only when what is wanted serves.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    private static final long LOOK_MS = 500;
    private static final int LONGEST = 1000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOptions gateway;

    @Mixin
    private JsonOption json;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Wait at most that long until all is well.")
    private @Nullable Duration patience;

    @Override
    public Integer call() {
        GatewayClient client = gateway.client();
        Instant end = Instant.now().plus(patience == null ? Duration.ZERO : patience);
        JsonNode status = client.get("/api/status");
        while (!isOk(status) && Instant.now().isBefore(end)) {
            Pauses.sleep(LOOK_MS);
            status = client.get("/api/status");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!json.print(out, status)) {
            print(status, out);
        }
        return isOk(status) ? 0 : 1;
    }

    private static boolean isOk(JsonNode status) {
        return status.path("status").asText().equals("ok");
    }

    private static void print(JsonNode status, PrintWriter out) {
        JsonNode serving = status.path("serving");
        JsonNode wanted = status.path("deployment");
        out.println("status   " + SafeText.of(status.path("status").asText()));
        out.println("serves   " + (serving.isObject() ? serves(serving) : "nothing that the job has said"));
        out.println("wanted   "
                + (wanted.isObject()
                        ? DeploymentOptions.describe(wanted) + " (deployment '"
                                + SafeText.of(wanted.path("name").asText()) + "' revision "
                                + wanted.path("revision").asLong() + ")"
                        : "nothing: activate a model"));
        for (JsonNode set : status.path("sets")) {
            out.printf(
                    "set      %s, revision %d, %d classes%s%n",
                    SafeText.of(set.path("name").asText()),
                    set.path("revision").asLong(),
                    set.path("classes").asInt(),
                    set.path("missing").asInt() == 0
                            ? ""
                            : ", of which " + set.path("missing").asInt() + " have not arrived");
        }
        status.path("problems").forEach(problem -> out.println("problem  " + SafeText.of(problem.asText(), LONGEST)));
        out.flush();
    }

    private static String serves(JsonNode serving) {
        long revision = serving.path("revision").asLong();
        return SafeText.of(serving.path("model").asText(), LONGEST)
                + (revision == 0 ? ", by its labels" : ", by revision " + revision)
                + ", since " + SafeText.of(serving.path("since").asText());
    }
}
