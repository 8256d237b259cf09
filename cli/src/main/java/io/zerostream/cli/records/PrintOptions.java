package io.zerostream.cli.records;

import picocli.CommandLine.Option;

/** How records of a topic are printed. */
final class PrintOptions {
    @Option(names = "--follow", description = "Go on printing new ones until Ctrl-C.")
    boolean follow;

    @Option(
            names = "--last",
            paramLabel = "N",
            description = "Begin with the N newest of those asked for (default: ${DEFAULT-VALUE}).",
            defaultValue = "5")
    int last;

    @Option(names = "--json", description = "One JSON object a line, with all fields.")
    boolean json;
}
