package io.zerostream.cli.records;

import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Creates the topics and registers the schemas on a Kafka and a registry that are not the demo's. */
@Command(
        name = "topics",
        description = "Create ZeroStream's topics and register their schemas where they are missing.",
        mixinStandardHelpOptions = true)
public final class TopicsCommand {
    private static final int GIB_SHIFT = 30;

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Command(name = "create", description = "Create what is missing.", mixinStandardHelpOptions = true)
    int create(
            @Option(
                            names = "--replicas",
                            description = "Replication factor (default: ${DEFAULT-VALUE}).",
                            defaultValue = "1")
                    short replicas,
            @Option(
                            names = "--picture-gib",
                            description = {
                                "GiB that images may take on a broker's disk, and dead-letters too; what is beyond goes"
                                        + " before its time, labelled or not.",
                                "Default: no limit but the time (images: 1 day, dead-letters: 14 days)."
                            },
                            defaultValue = "0")
                    int pictureGib)
            throws ExecutionException, InterruptedException {
        KafkaConnection connection = kafka.connection();
        try (Admin admin = connection.admin(Map.of())) {
            Set<String> there = admin.listTopics().names().get();
            Set<NewTopic> missing = Topics.newTopics(replicas, (long) pictureGib << GIB_SHIFT).stream()
                    .filter(t -> !there.contains(t.name()))
                    .collect(Collectors.toSet());
            admin.createTopics(missing).all().get();
            missing.forEach(t -> spec.commandLine().getOut().println("created " + t.name()));
        }
        Topics.registerSchemas(connection.registryClient());
        spec.commandLine().getOut().println("all " + Topics.ALL.size() + " topics and their schemas are there");
        spec.commandLine().getOut().flush();
        return 0;
    }
}
