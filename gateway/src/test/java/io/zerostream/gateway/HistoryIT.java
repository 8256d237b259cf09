package io.zerostream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.internal.history.Windows;
import io.zerostream.gateway.internal.http.Http;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.LabelStats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Labels over time of a gateway that starts when they are long written. Real broker and registry. */
@Timeout(300)
class HistoryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String WEEK = "/api/history?from=now-7d";
    /** More than the recent past of the gateway keeps. */
    private static final int WINDOWS = 300;

    @TempDir
    private static Path home;

    @Test
    void tellsWhatWasWrittenBeforeItStartedAndForgetsATopicThatIsMadeAnew() throws Exception {
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            KafkaConnection kafka = platform.connection();
            Instant begin = Instant.now().minus(Duration.ofDays(2)).truncatedTo(ChronoUnit.HOURS);
            try (Producer<String, LabelStats> windows = kafka.producer(Topics.LABEL_STATS, LabelStats.class);
                    Producer<String, JobNotice> notices = kafka.producer(Topics.JOB_NOTICES, JobNotice.class)) {
                for (int i = 0; i < WINDOWS; i++) {
                    windows.send(window(begin.plus(Duration.ofMinutes(i)), "Japan"));
                }
                notices.send(new ProducerRecord<>(
                        Topics.JOB_NOTICES.name(), "default", Windows.revision("flags", 4, begin.plusSeconds(90))));
            }
            try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka));
                    Admin admin = Admin.create(
                            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
                Http http = new Http(gateway.url());
                await().atMost(PATIENCE)
                        .until(() -> http.get(WEEK).body().path("complete").asBoolean());
                JsonNode week = http.get(WEEK).body();
                assertThat(week.at("/totals/labels").asLong()).isEqualTo(WINDOWS);
                assertThat(week.at("/marks/0/revision").asLong()).isEqualTo(4);

                write(kafka, Instant.now(), "Peru");
                await().atMost(PATIENCE).until(() -> labels(http) == WINDOWS + 1);

                String topic = Topics.LABEL_STATS.name();
                admin.deleteTopics(List.of(topic)).all().get();
                await().atMost(PATIENCE)
                        .until(() -> !admin.listTopics().names().get().contains(topic));
                admin.createTopics(List.of(Topics.LABEL_STATS.newTopic())).all().get();
                write(kafka, begin, "Chile");
                await().atMost(PATIENCE).until(() -> labels(http) == 1);
                assertThat(http.get(WEEK).body().at("/classes/0/name").asText()).isEqualTo("Chile");
            }
        }
    }

    private static long labels(Http http) throws Exception {
        return http.get(WEEK).body().at("/totals/labels").asLong();
    }

    private static void write(KafkaConnection kafka, Instant start, String name) throws Exception {
        try (Producer<String, LabelStats> windows = kafka.producer(Topics.LABEL_STATS, LabelStats.class)) {
            windows.send(window(start, name)).get();
        }
    }

    private static ProducerRecord<String, LabelStats> window(Instant start, String name) {
        return new ProducerRecord<>(Topics.LABEL_STATS.name(), "flags/camera", Windows.minute(start, Map.of(name, 1L)));
    }
}
