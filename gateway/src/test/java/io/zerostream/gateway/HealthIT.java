package io.zerostream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.internal.http.Http;
import io.zerostream.gateway.internal.kafka.TopicFollower;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Opened;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The probes over a real broker that goes away and comes back. */
@Timeout(400)
class HealthIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private static Path home;

    private static EmbeddedPlatform platform;
    private static KafkaConnection kafka;

    @BeforeAll
    static void startPlatform() {
        platform = EmbeddedPlatform.start(PlatformConfig.at(home));
        kafka = platform.connection();
    }

    @AfterAll
    static void stopPlatform() {
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    void isReadyWhileKafkaAnswersAndLivesWithoutIt() throws Exception {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka))) {
            Http http = new Http(gateway.url());
            assertThat(http.get("/health/live").status()).isEqualTo(200);
            untilReady(http, 200);

            signal("STOP");
            try {
                await().atMost(PATIENCE).untilAsserted(() -> {
                    Http.Answer ready = http.get("/health/ready");
                    assertThat(ready.body().toString())
                            .as("it is nobody's business where Kafka is")
                            .doesNotContain(
                                    kafka.bootstrapServers(),
                                    URI.create(kafka.registryUrl()).getAuthority())
                            .contains("Kafka does not answer");
                    assertThat(ready.status()).isEqualTo(503);
                });
                assertThat(http.get("/health/live").status()).isEqualTo(200);
            } finally {
                signal("CONT");
            }
            untilReady(http, 200);
        }
    }

    @Test
    void isNotReadyWhileATopicIsMissing() throws Exception {
        Topics.Topic topic = Topics.CAMERA_STATES;
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka));
                Admin admin = kafka.admin(Duration.ofSeconds(30))) {
            Http http = new Http(gateway.url());
            admin.deleteTopics(List.of(topic.name())).all().get();
            try {
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                                http.get("/health/ready").body().toString())
                        .contains("Kafka has no topic camera-states"));
            } finally {
                // its name is free a moment after it has gone
                await().atMost(PATIENCE).ignoreExceptions().until(() -> {
                    admin.createTopics(List.of(topic.newTopic())).all().get();
                    return true;
                });
            }
            untilReady(http, 200);
        }
    }

    /** What is thrown there is an error of the JVM: anything else costs a record or a second. */
    @Test
    void aTopicThatIsReadNoLongerBreaksIt() throws Exception {
        try (Opened opened = new Opened();
                Producer<String, ZeroShotLabel> labels = kafka.producer(Topics.LABELS, ZeroShotLabel.class)) {
            Followers followers = new Followers(GatewayConfig.defaults(kafka), opened);
            followers.follow(Topics.LABELS, ZeroShotLabel.class, TopicFollower.ALL, (record, history) -> {
                throw new OutOfMemoryError("no room for a label");
            });
            assertThat(followers.broken()).isEmpty();

            labels.send(new ProducerRecord<>(
                            Topics.LABELS.name(), "camera", Records.label("broken", Outcome.LABELLED, "Japan")))
                    .get();

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(followers.broken())
                    .containsExactly("topic labels is read no longer"));
        }
    }

    private static void untilReady(Http http, int status) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(http.get("/health/ready").status()).isEqualTo(status));
    }

    /** Stopped it stays as it is and answers nobody; one that is killed may be back before anybody asks. */
    private static void signal(String which) throws Exception {
        for (long process : platform.childProcesses()) {
            assertThat(new ProcessBuilder("kill", '-' + which, Long.toString(process))
                            .start()
                            .waitFor())
                    .isZero();
        }
    }
}
