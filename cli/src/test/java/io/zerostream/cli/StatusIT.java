package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.JobConfig;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.Publisher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the status says while the job runs, when it has ended, and when the broker is away. All of it real. */
@Timeout(400)
class StatusIT {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    private Path home;

    private final StringWriter said = new StringWriter();
    private int sent;

    @Test
    void isOkOnlyWhilePicturesAreFinished() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home));
                Gateway gateway = Gateway.start(GatewayConfig.defaults(platform.connection())
                        .withStalledAfter(Duration.ofSeconds(5))
                        .withFlinkUrl(platform.flinkWebUi().toString()))) {
            KafkaConnection kafka = platform.connection();
            send(kafka);
            untilTold(gateway, "no model is deployed");
            untilTold(gateway, "has finished none since");
            assertThat(status(gateway)).isEqualTo(1);
            assertThat(said.toString()).contains("status   degraded", "serves   nothing that the job has said");

            new Publisher(kafka, "test").publish(checkpoint, new FlagsScenario().initialSet(checkpoint), "default");
            untilTold(gateway, "no job runs on Flink");
            assertThat(status(gateway)).as("deployed, and nobody serves it").isEqualTo(1);
            StreamExecutionEnvironment env = platform.flinkEnvironment();
            StreamJob.build(env, JobConfig.defaults(kafka));
            JobClient job = env.executeAsync("stream");
            // not a word of it serving before the job has said so
            await().atMost(PATIENCE).until(() -> {
                int code = status(gateway);
                if (code == 0 || said.toString().contains("serves   flags-nano")) {
                    assertThat(served(kafka)).as(said.toString()).containsExactly(1L);
                }
                return code == 0;
            });
            assertThat(said.toString()).contains("status   ok", "serves   flags-nano");
            untilFine(gateway);
            assertThat(lag(gateway)).as("the offsets of a real job").isZero();

            job.cancel().get();
            untilTold(gateway, "no job runs on Flink");
            assertThat(status(gateway)).as("idle, and without a job").isEqualTo(1);
            assertThat(said.toString()).contains("status   degraded", "serves   nothing that the job has said");
            assertThat(gateway.problems()).noneMatch(problem -> problem.contains("has finished none"));
            send(kafka);
            untilTold(gateway, "has finished none since");
            assertThat(lag(gateway)).isEqualTo(1);

            for (long process : platform.childProcesses()) {
                signal(process, "STOP");
            }
            try {
                untilTold(gateway, "Kafka at " + kafka.bootstrapServers() + " does not answer");
                untilTold(gateway, "schema registry " + kafka.registryUrl() + " does not answer");
            } finally {
                for (long process : platform.childProcesses()) {
                    signal(process, "CONT");
                }
            }
            await().atMost(PATIENCE)
                    .until(() -> gateway.problems().stream().noneMatch(problem -> problem.contains("does not answer")));
        }
    }

    /** Revisions of the deployment that a job said it serves, asked of Kafka itself. */
    private static List<Long> served(KafkaConnection kafka) {
        List<Long> revisions = new ArrayList<>();
        kafka.readAll(Topics.JOB_NOTICES, JobNotice.class, record -> {
            if (record.value().getKind() == NoticeKind.SWAP
                    && record.value().getCode().equals("MODEL")) {
                revisions.add(record.value().getRevision());
            }
        });
        return revisions;
    }

    private int status(Gateway gateway) {
        said.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute("status", "--gateway", gateway.url().toString());
    }

    /** Stopped it stays as it is and answers nobody; one that is killed may be back before anybody asks. */
    private static void signal(long process, String which) throws Exception {
        assertThat(new ProcessBuilder("kill", '-' + which, Long.toString(process))
                        .start()
                        .waitFor())
                .isZero();
    }

    private static void untilTold(Gateway gateway, String what) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.problems()).anyMatch(problem -> problem.contains(what)));
    }

    private static void untilFine(Gateway gateway) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(gateway.problems()).isEmpty());
    }

    /** Over the partitions of {@code images}, as Prometheus is told. */
    private static double lag(Gateway gateway) throws Exception {
        String metrics = HTTP.send(
                        HttpRequest.newBuilder(gateway.url().resolve("/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(metrics).contains("kafka_consumergroup_current_offset{consumergroup=\"zerostream-default\"");
        return Pattern.compile("(?m)^kafka_consumergroup_lag\\{consumergroup=\"zerostream-default\".*} (\\S+)$")
                .matcher(metrics)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    private void send(KafkaConnection kafka) throws Exception {
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId("p" + sent)
                .setSourceId("camera")
                .setCapturedAt(Instant.ofEpochMilli(System.currentTimeMillis()))
                .setContent(ByteBuffer.wrap(new FlagViews(ViewSettings.standard()).jpeg("fr", sent++, 96, 64, 0.85f)))
                .build();
        try (Producer<String, ImageEvent> producer = kafka.producer(Topics.IMAGES, ImageEvent.class)) {
            producer.send(new ProducerRecord<>(Topics.IMAGES.name(), event.getSourceId(), event))
                    .get();
        }
    }
}
