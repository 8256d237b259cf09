package io.zerostream.cli.erase;

import io.zerostream.cli.client.UserException;
import io.zerostream.cli.operate.GatewayOptions;
import io.zerostream.cli.options.JsonOption;
import io.zerostream.cli.options.KafkaOptions;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.CameraState;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
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
            description =
                    "With --truncate: also while a job has not labelled all pictures that go, or there is no deployment.")
    private boolean unlabelledToo;

    @Override
    public Integer call() throws ExecutionException, InterruptedException {
        demandBothOrNone();
        AtGateway at = new AtGateway(gateway.client(), source);
        if (!dryRun) {
            at.demandAdmin();
        }
        KafkaConnection connection = kafka.connection();
        Report report = new Report(source, dryRun);
        try (Admin admin = connection.admin(ANSWERS)) {
            List<String> cameras = at.cameras();
            List<String> deployments = at.assigning();
            Found found = find(connection, admin);
            report.found(found);
            SourceFeedback feedback = new SourceFeedback(connection, source);
            boolean hasFeedback = hasFeedback(admin);
            if (dryRun) {
                report.feedback(hasFeedback ? feedback.keys().size() : 0);
                cameras.forEach(report::camera);
                deployments.forEach(report::deployment);
                print(report);
            } else {
                if (truncate) {
                    demandLabelled(new Truncation(admin).unlabelled(found.places(), at.deployments()));
                }
                try {
                    removeCameras(at, connection, cameras, report);
                    for (String deployment : deployments) {
                        at.unassign(deployment);
                        report.deployment(deployment);
                    }
                    if (truncate) {
                        cut(at, connection, admin, report);
                    }
                    report.forgotten(at.forget());
                    // last: a gateway that has no label of a picture takes no feedback on it
                    if (hasFeedback) {
                        takeBack(feedback, report);
                    }
                } finally {
                    // what went is told, whatever came after it
                    print(report);
                }
            }
        }
        return report.isWhole() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** The gateway says what was labelled of the topics that are cut off: it must be theirs. */
    private void demandBothOrNone() {
        if (kafka.isNamed() != gateway.isNamed()) {
            throw new UserException(
                    "--kafka and --gateway go together, for the gateway says what was labelled on that Kafka: "
                            + (kafka.isNamed() ? "--gateway" : "--kafka") + " is missing");
        }
    }

    private Found find(KafkaConnection connection, Admin admin) throws ExecutionException, InterruptedException {
        Set<String> there = admin.listTopics().names().get();
        return new Truncation(admin).dated(new SourceRecords(connection, admin, source).find(there));
    }

    /** Again until there is none: somebody may have said something meanwhile. */
    private static void takeBack(SourceFeedback feedback, Report report)
            throws ExecutionException, InterruptedException {
        int gone = 0;
        for (Set<String> keys = feedback.keys(); !keys.isEmpty(); keys = feedback.keys()) {
            feedback.takeBack(keys);
            gone += keys.size();
            report.feedback(gone);
        }
    }

    /** A cluster that was upgraded may not have the topic yet. */
    private static boolean hasFeedback(Admin admin) throws ExecutionException, InterruptedException {
        return admin.listTopics().names().get().contains(Topics.FEEDBACK.name());
    }

    /** Looks again before: cameras and others may have sent more. */
    private void cut(AtGateway at, KafkaConnection connection, Admin admin, Report report)
            throws ExecutionException, InterruptedException {
        Truncation truncation = new Truncation(admin);
        Found found = find(connection, admin);
        report.found(found);
        demandLabelled(truncation.unlabelled(found.places(), at.deployments()));
        truncation.cut(found.places(), report::cutOff);
    }

    private void demandLabelled(List<String> waiting) {
        if (!waiting.isEmpty() && !unlabelledToo) {
            throw new UserException(String.join("; ", waiting)
                    + ": nothing was cut off. Wait until they are labelled, or lose them with --unlabelled-too");
        }
    }

    /** Kafka keeps the newest state of each camera for good, and nobody else takes it away. */
    private static void removeCameras(AtGateway at, KafkaConnection connection, List<String> cameras, Report report)
            throws ExecutionException, InterruptedException {
        if (cameras.isEmpty()) {
            return;
        }
        try (Producer<String, CameraState> states = connection.producer(Topics.CAMERA_STATES, CameraState.class)) {
            for (String camera : cameras) {
                at.removeCamera(camera);
                report.camera(camera);
                states.send(new ProducerRecord<>(Topics.CAMERA_STATES.name(), camera, null))
                        .get();
            }
        }
    }

    private void print(Report report) {
        PrintWriter out = spec.commandLine().getOut();
        if (!json.print(out, report.document())) {
            report.print(out);
        }
    }
}
