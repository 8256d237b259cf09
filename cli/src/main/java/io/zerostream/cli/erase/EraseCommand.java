package io.zerostream.cli.erase;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.operate.GatewayOptions;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.CameraState;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Erases a source as far as that can be done, and says what is left and until when; docs/privacy.md has the whole of it. */
@Command(
        name = "erase",
        description = {
            "Find what there is of a source, and take away its cameras, its class sets in deployments and what the gateway remembers.",
            "What is on the topics goes by their retention, or at once with --truncate. docs/privacy.md says what else there is."
        },
        mixinStandardHelpOptions = true)
public final class EraseCommand implements Callable<Integer> {
    private static final Duration ANSWERS = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Mixin
    private KafkaOptions kafka;

    @Mixin
    private GatewayOptions gateway;

    @Mixin
    private JsonOption json;

    @Option(names = "--source", paramLabel = "ID", required = true, description = "The source.")
    private String source;

    @Option(names = "--dry-run", description = "Only say what there is, and what would go.")
    private boolean dryRun;

    @Option(
            names = "--truncate",
            description = {
                "Cut off the topics behind the last record of the source.",
                "What lies before it goes too, of all other sources; the listing says how much that is."
            })
    private boolean truncate;

    @Option(
            names = "--unlabelled-too",
            description = "With --truncate: also while a job has not labelled all pictures that go.")
    private boolean unlabelledToo;

    /** All that was found and done, for programs. */
    private record Report(
            String source,
            boolean dryRun,
            boolean truncated,
            List<Row> records,
            List<String> cameras,
            List<String> deployments,
            AtGateway.@Nullable Forgotten forgotten) {}

    private record Row(
            String topic,
            int partition,
            long records,
            String oldest,
            String newest,
            long othersBefore,
            @Nullable String goneBy) {
        static Row of(Place place) {
            return new Row(
                    place.topic(),
                    place.partition(),
                    place.records(),
                    place.oldest().toString(),
                    place.newest().toString(),
                    place.others(),
                    place.goneBy() == null ? null : place.goneBy().toString());
        }
    }

    @Override
    public Integer call() throws ExecutionException, InterruptedException {
        AtGateway at = new AtGateway(gateway.client(), source);
        KafkaConnection connection = kafka.connection();
        try (Admin admin = connection.admin(ANSWERS)) {
            Set<String> there = admin.listTopics().names().get();
            Truncation truncation = new Truncation(admin);
            List<String> cameras = at.cameras();
            List<String> deployments = at.assigning();
            if (!dryRun) {
                // first, so that nothing more comes
                cameras.forEach(at::removeCamera);
                forgetStates(connection, cameras);
                deployments.forEach(at::unassign);
            }
            List<Place> places = truncation.dated(new SourceRecords(connection, source).find(there));
            boolean cut = truncate && !dryRun && !places.isEmpty();
            if (cut) {
                demandLabelled(truncation.unlabelled(places, at.deployments()));
                truncation.cut(places);
            }
            AtGateway.Forgotten forgotten = dryRun ? null : at.forget();
            Report report = new Report(
                    source, dryRun, cut, places.stream().map(Row::of).toList(), cameras, deployments, forgotten);
            PrintWriter out = spec.commandLine().getOut();
            if (!json.print(out, report)) {
                print(out, report, places);
            }
        }
        return 0;
    }

    private void demandLabelled(List<String> waiting) {
        if (!waiting.isEmpty() && !unlabelledToo) {
            throw new UserException(String.join("; ", waiting)
                    + ": nothing was cut off. Wait until they are labelled, or lose them with --unlabelled-too");
        }
    }

    /** Kafka keeps the newest of each camera for good, and nobody else takes it away. */
    private static void forgetStates(KafkaConnection connection, List<String> cameras)
            throws ExecutionException, InterruptedException {
        if (cameras.isEmpty()) {
            return;
        }
        try (Producer<String, CameraState> states = connection.producer(Topics.CAMERA_STATES, CameraState.class)) {
            for (String camera : cameras) {
                states.send(new ProducerRecord<>(Topics.CAMERA_STATES.name(), camera, null))
                        .get();
            }
        }
    }

    private void print(PrintWriter out, Report report, List<Place> places) {
        String did = dryRun ? "would go" : "gone";
        report.cameras().forEach(name -> out.println("camera " + SafeText.of(name) + ": " + did));
        report.deployments().forEach(name -> out.println("class set in deployment " + SafeText.of(name) + ": " + did));
        if (places.isEmpty()) {
            out.println("no records of source " + SafeText.of(source) + " on the topics");
        } else {
            out.printf(
                    "%-20s %9s %9s  %-20s  %-20s  %-20s  %s%n",
                    "TOPIC", "PARTITION", "RECORDS", "OLDEST", "NEWEST", "GONE BY", "OTHERS BEFORE");
            places.forEach(place -> out.printf(
                    "%-20s %9d %9d  %-20s  %-20s  %-20s  %d%n",
                    place.topic(),
                    place.partition(),
                    place.records(),
                    shown(place.oldest()),
                    shown(place.newest()),
                    report.truncated() ? "cut off" : place.goneBy() == null ? "never" : shown(place.goneBy()),
                    place.others()));
        }
        AtGateway.Forgotten forgotten = report.forgotten();
        if (forgotten != null) {
            out.printf(
                    "the gateway forgot %d pictures, %d labels, %d dead letters, %d windows, and %d windows of labels"
                            + " over time%n",
                    forgotten.pictures(),
                    forgotten.labels(),
                    forgotten.deadLetters(),
                    forgotten.windows(),
                    forgotten.historyWindows());
        }
        out.flush();
    }

    private static String shown(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
