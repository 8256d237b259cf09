package io.zerostream.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows the class sets of a running system. */
@Command(name = "sets", description = "List the class sets and their revisions.", mixinStandardHelpOptions = true)
final class SetsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private GatewayOptions gateway;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-20s %-12s %8s %8s %7s %9s%n", "set", "space", "revision", "classes", "gamma", "threshold");
        for (JsonNode set : gateway.client().get("/api/sets").path("sets")) {
            out.printf(
                    "%-20s %-12s %8d %8d %7.3f %9.3f%n",
                    set.path("name").asText(),
                    set.path("space").asText(),
                    set.path("revision").asLong(),
                    set.path("members").size(),
                    set.path("gamma").asDouble(),
                    set.path("unknown_threshold").asDouble());
        }
        out.flush();
        return 0;
    }
}
