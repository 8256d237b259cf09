package io.zerostream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.config.GatewayException;
import io.zerostream.gateway.internal.http.Http;
import io.zerostream.gateway.internal.http.Pictures;
import io.zerostream.gateway.internal.http.SseReader;
import io.zerostream.gateway.internal.kafka.KafkaImageSink;
import io.zerostream.gateway.internal.live.Records;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.PictureWriter;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SchemaCoder;
import io.zerostream.schemas.TopicReader;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.TraceContext;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway over a real broker and a real schema registry. */
class GatewayIT {
    @TempDir
    private static Path home;

    private static EmbeddedPlatform platform;
    private static KafkaConnection kafka;

    @BeforeAll
    static void startPlatform() throws Exception {
        platform = EmbeddedPlatform.start(PlatformConfig.at(home));
        kafka = platform.connection();
        writeRubbish();
        try (Producer<String, ClassRegistryRecord> producer =
                kafka.producer(Topics.CLASS_REGISTRY, ClassRegistryRecord.class)) {
            put(producer, RegistryKeys.space("flags"), new SemanticSpace("flags", Flags.ATTRIBUTES, List.of(), 1f));
            List<Float> vector = new ArrayList<>(Collections.nCopies(Flags.ATTRIBUTES.size(), 0f));
            vector.set(0, 1f);
            put(
                    producer,
                    RegistryKeys.prototype("flags", "Japan"),
                    new ClassPrototype("flags", "Japan", vector, true, Provenance.DATA_SET, "test", Instant.now(), ""));
            put(producer, RegistryKeys.classSet("flags"), Flags.set("flags", 1, "Japan"));
        }
    }

    @AfterAll
    static void stopPlatform() {
        if (platform != null) {
            platform.close();
        }
    }

    /** The first picture is the one for which the registry is asked, and that is asked again and again. */
    @Test
    void theFirstPictureWaitsNoLongerForTheSchemaRegistryThanForKafka() throws Exception {
        Duration timeout = Duration.ofSeconds(2);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Producer<String, ImageEvent> producer = new KafkaConnection(
                                kafka.bootstrapServers(), "http://127.0.0.1:" + silent.getLocalPort())
                        .producer(Topics.IMAGES, ImageEvent.class, PictureWriter.settings(timeout));
                PictureWriter writer = new PictureWriter(producer, timeout)) {
            KafkaImageSink sink = new KafkaImageSink(writer);
            ImageEvent picture = ImageEvent.newBuilder()
                    .setEventId("first")
                    .setSourceId("camera")
                    .setCapturedAt(Instant.EPOCH)
                    .setContent(ByteBuffer.wrap(new byte[] {1}))
                    .build();
            long start = System.nanoTime();
            assertThatThrownBy(() -> sink.send(picture, TraceContext.NONE).await())
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("or the schema registry, does not answer");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(timeout.plusSeconds(3));
        }
    }

    @Test
    void addsAClassThatIsOnTheTopicWhenTheAnswerComes() throws Exception {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka))) {
            Http http = new Http(gateway.url());
            long before = revision();

            Http.Answer added = http.post(
                    "/api/classes", "{\"name\": \"Norway\", \"attributes\": {\"red\": 1, \"upright_cross\": 1}}");

            assertThat(added.status()).as(added.body().toString()).isEqualTo(200);
            assertThat(added.body().path("revision").asLong()).isEqualTo(before + 1);
            assertThat(revision()).isEqualTo(before + 1);
            assertThat(http.get("/api/classes").body().findValuesAsText("name")).contains("Norway");
            assertThat(http.delete("/api/classes/Norway").status()).isEqualTo(200);
            await().until(() -> http.get("/api/audit?subject=class/flags/Norway")
                    .body()
                    .findValuesAsText("action")
                    .equals(List.of("class.remove", "class.add")));
            try (Gateway reader = Gateway.start(GatewayConfig.defaults(kafka))) {
                assertThat(new Http(reader.url()).get("/api/classes").body().findValuesAsText("name"))
                        .contains("Japan")
                        .doesNotContain("Norway");
            }
        }
    }

    @Test
    void putsUploadsOnTheTopicAndShowsThem() throws Exception {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka))) {
            Http http = new Http(gateway.url());
            byte[] flag = Pictures.flag(9);

            String id = http.upload("/api/images?source=door", "image/png", flag)
                    .body()
                    .path("event_id")
                    .asText();

            ImageEvent event = find(Topics.IMAGES, ImageEvent.class, id);
            assertThat(event.getSourceId()).isEqualTo("door");
            assertThat(event.getContent().array()).isEqualTo(flag);
            await().untilAsserted(() ->
                    assertThat(http.get("/api/images/" + id).raw().body()).isEqualTo(flag));
        }
    }

    @Test
    void whoWaitsIsAnsweredFromTheTopics() throws Exception {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka));
                Producer<String, ZeroShotLabel> labels = kafka.producer(Topics.LABELS, ZeroShotLabel.class);
                Producer<String, DeadLetter> letters = kafka.producer(Topics.DEAD_LETTERS, DeadLetter.class)) {
            Http http = new Http(gateway.url());
            CompletableFuture<Http.Answer> asked = CompletableFuture.supplyAsync(() -> {
                try {
                    return http.post("/v1/images?wait=20s&source=camera", """
                            {"images": [{"uri": "https://a/1", "event_id": "waits-1"},
                                        {"uri": "https://a/2", "event_id": "waits-2"}]}""");
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(find(Topics.IMAGES, ImageEvent.class, "waits-2").getUri())
                    .isEqualTo("https://a/2");
            labels.send(new ProducerRecord<>(
                    Topics.LABELS.name(), "camera", Records.label("waits-1", Outcome.LABELLED, "Japan")));
            labels.flush();
            letters.send(new ProducerRecord<>(Topics.DEAD_LETTERS.name(), "camera", Records.letter("waits-2")));
            letters.flush();

            Http.Answer answer = asked.get();
            assertThat(answer.status()).as(answer.body().toString()).isEqualTo(200);
            assertThat(answer.body().at("/images/0/result/label").asText()).isEqualTo("Japan");
            assertThat(answer.body().at("/images/1/status").asText()).isEqualTo("dead_letter");
        }
    }

    @Test
    void streamsLabelsFromTheTopicAndShowsThemAgainAfterARestart() throws Exception {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka));
                Producer<String, ZeroShotLabel> labels = kafka.producer(Topics.LABELS, ZeroShotLabel.class)) {
            Http http = new Http(gateway.url());
            SseReader events = new SseReader(HttpClient.newHttpClient()
                    .send(
                            http.to("/api/stream")
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            BodyHandlers.ofInputStream())
                    .body());
            // the console is registered when the first tick has come
            events.next("stats");

            labels.send(new ProducerRecord<>(
                    Topics.LABELS.name(), "camera", Records.label("streamed", Outcome.LABELLED, "Japan")));
            labels.flush();

            JsonNode label = events.next("label");
            assertThat(label.path("event_id").asText()).isEqualTo("streamed");
            assertThat(label.path("label").asText()).isEqualTo("Japan");
        }
        try (Gateway again = Gateway.start(GatewayConfig.defaults(kafka))) {
            Http http = new Http(again.url());
            await().untilAsserted(() -> assertThat(
                            http.get("/api/labels?event_id=streamed").body().path("labels"))
                    .hasSize(1));
            assertThat(http.get("/api/stats").body().at("/totals/labels").asLong())
                    .isZero();
        }
    }

    /** Many at once, for one encodes what another sends if they are let. */
    @Test
    void keepsWhatPeopleSayAtOnceAlsoAfterARestart() throws Exception {
        int people = 8;
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka));
                Producer<String, ZeroShotLabel> labels = kafka.producer(Topics.LABELS, ZeroShotLabel.class)) {
            Http http = new Http(gateway.url());
            for (int i = 0; i < people; i++) {
                labels.send(new ProducerRecord<>(
                        Topics.LABELS.name(), "camera", Records.label("judged" + i, Outcome.UNKNOWN, "Japan")));
            }
            await().untilAsserted(() -> assertThat(
                            http.get("/api/labels").body().path("labels").toString())
                    .contains("judged0", "judged" + (people - 1)));
            ExecutorService pool = Executors.newFixedThreadPool(people);
            try {
                List<Future<Http.Answer>> answers = new ArrayList<>();
                for (int i = 0; i < people; i++) {
                    String says = "{\"pictures\": [{\"event_id\": \"judged" + i + "\", \"source\": \"camera\"}],"
                            + " \"truth\": \"Japan\", \"author\": \"" + "a".repeat(i + 1) + "\"}";
                    answers.add(pool.submit(() -> http.post("/api/feedback", says)));
                }
                for (Future<Http.Answer> answer : answers) {
                    assertThat(answer.get().status()).isEqualTo(200);
                }
            } finally {
                pool.shutdownNow();
            }
            assertThat(http.delete("/api/feedback?event_id=judged0").status()).isEqualTo(200);
        }
        try (Gateway again = Gateway.start(GatewayConfig.defaults(kafka))) {
            Http http = new Http(again.url());
            await().until(() ->
                    http.get("/api/feedback").body().path("complete").asBoolean());
            assertThat(http.get("/api/feedback").body().path("feedback"))
                    .hasSize(people - 1)
                    .allMatch(said -> said.path("given_by").asText().length()
                            == Integer.parseInt(said.path("event_id").asText().substring("judged".length())) + 1);
        }
    }

    /** One letter holds its record, of the other Kafka has it. */
    @Test
    void sendsADeadLettersPictureAgainOnceAlsoAfterARestart() throws Exception {
        String body = "{\"event_ids\": [\"dead-1\", \"dead-2\"], \"source\": \"camera\"}";
        ImageEvent held = Records.picture("dead-2", Pictures.flag(2), null);
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka));
                Producer<String, DeadLetter> letters = kafka.producer(Topics.DEAD_LETTERS, DeadLetter.class)) {
            Http http = new Http(gateway.url());
            http.upload("/api/images?source=camera&event_id=dead-1", "image/png", Pictures.flag(1));
            ConsumerRecord<String, ImageEvent> original = records("dead-1", 1).get(0);
            letter(
                    letters,
                    DeadLetter.newBuilder(Records.letter("dead-1"))
                            .setPartition(original.partition())
                            .setOffset(original.offset())
                            .build());
            byte[] record = new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, kafka.registry()).encode(held);
            letter(
                    letters,
                    DeadLetter.newBuilder(Records.letter("dead-2"))
                            .setOffset(1_000_000)
                            .setContent(ByteBuffer.wrap(record))
                            .build());
            await().until(() -> http.get("/api/dead-letters")
                    .body()
                    .findValuesAsText("event_id")
                    .containsAll(List.of("dead-1", "dead-2")));

            Http.Answer answer = http.post("/api/dead-letters/retry", body);
            assertThat(answer.body().path("written"))
                    .as(answer.body().toString())
                    .hasSize(2);
            List<ConsumerRecord<String, ImageEvent>> both = records("dead-1", 2);
            assertThat(both.get(1).value()).isEqualTo(both.get(0).value());
            assertThat(new String(
                            both.get(1).headers().lastHeader("zerostream-retry").value(), StandardCharsets.UTF_8))
                    .isEqualTo("images-" + original.partition() + '-' + original.offset());
            assertThat(records("dead-2", 1).get(0).value()).isEqualTo(held);
        }
        try (Gateway again = Gateway.start(GatewayConfig.defaults(kafka))) {
            Http http = new Http(again.url());
            await().untilAsserted(() -> assertThat(
                            http.get("/api/dead-letters").body().path("dead_letters"))
                    .filteredOn(letter ->
                            body.contains('"' + letter.path("event_id").asText() + '"'))
                    .hasSize(2)
                    .allMatch(letter -> letter.path("outcome").asText().equals("waiting")));
            assertThat(http.post("/api/dead-letters/retry", body)
                            .body()
                            .path("already")
                            .asInt())
                    .isEqualTo(2);
        }
    }

    /** What is behind one address may be any of them, for each request. */
    @Test
    void whatBeginsAtOneGatewayGoesOnAtAnother() throws Exception {
        try (Gateway one = Gateway.start(GatewayConfig.defaults(kafka));
                Gateway two = Gateway.start(GatewayConfig.defaults(kafka));
                Producer<String, ZeroShotLabel> labels = kafka.producer(Topics.LABELS, ZeroShotLabel.class);
                Producer<String, DeadLetter> letters = kafka.producer(Topics.DEAD_LETTERS, DeadLetter.class)) {
            Http first = new Http(one.url());
            Http second = new Http(two.url());

            byte[] flag = Pictures.flag(4);
            first.upload("/v1/images?source=gate&event_id=shared", "image/png", flag);
            await().untilAsserted(() ->
                    assertThat(second.get("/api/images/shared").raw().body()).isEqualTo(flag));
            labels.send(new ProducerRecord<>(
                            Topics.LABELS.name(), "camera", Records.label("shared-label", Outcome.UNKNOWN, "Japan")))
                    .get();
            await().until(() -> second.get("/api/labels?event_id=shared-label")
                            .body()
                            .path("labels")
                            .size()
                    == 1);

            assertThat(second.post(
                                    "/api/feedback",
                                    "{\"pictures\": [{\"event_id\": \"shared-label\", \"source\": \"camera\"}],"
                                            + " \"truth\": \"Japan\"}")
                            .status())
                    .isEqualTo(200);
            await().until(() ->
                    first.delete("/api/feedback?event_id=shared-label").status() == 200);

            long before = first.post(
                            "/api/classes",
                            "{\"name\": \"Sweden\", \"attributes\": {\"blue\": 1, \"upright_cross\": 1}}")
                    .body()
                    .path("revision")
                    .asLong();
            assertThat(second.put("/api/sets/flags", "{\"top_k\": 2, \"expected_revision\": " + (before - 1) + '}')
                            .code())
                    .as("the other knows what this one wrote")
                    .isEqualTo("revision_moved");
            assertThat(second.delete("/api/classes/Sweden").status()).isEqualTo(200);
            assertThat(first.post("/api/classes", "{\"name\": \"Sweden\", \"attributes\": {\"blue\": 1}}")
                            .status())
                    .as("the other's removal is known here")
                    .isEqualTo(200);
            assertThat(first.delete("/api/classes/Sweden").status()).isEqualTo(200);

            first.post("/api/cameras", "{\"name\": \"shared\", \"url\": \"rtsp://127.0.0.1:1/s\", \"enabled\": false}");
            assertThat(second.post("/api/cameras", "{\"name\": \"shared\", \"url\": \"rtsp://127.0.0.1:1/s\"}")
                            .code())
                    .isEqualTo("camera_exists");
            assertThat(second.delete("/api/cameras/shared").status()).isEqualTo(200);
            await().until(() -> first.get("/api/cameras/shared").code().equals("unknown_camera"));

            letter(
                    letters,
                    DeadLetter.newBuilder(Records.letter("dead-shared"))
                            .setContent(
                                    ByteBuffer.wrap(new SchemaCoder<>(ImageEvent.class, Topics.IMAGES, kafka.registry())
                                            .encode(Records.picture("dead-shared", flag, null))))
                            .setOffset(1_000_001)
                            .build());
            String retry = "{\"event_ids\": [\"dead-shared\"], \"source\": \"camera\"}";
            await().until(() -> first.post("/api/dead-letters/retry", retry)
                            .body()
                            .path("written")
                            .size()
                    == 1);
            await().until(() -> second.post("/api/dead-letters/retry", retry)
                            .body()
                            .path("already")
                            .asInt()
                    == 1);
            assertThat(records("dead-shared", 1)).hasSize(1);
        }
    }

    private static void letter(Producer<String, DeadLetter> producer, DeadLetter letter) throws Exception {
        producer.send(new ProducerRecord<>(Topics.DEAD_LETTERS.name(), "camera", letter))
                .get();
    }

    private static List<ConsumerRecord<String, ImageEvent>> records(String id, int count) {
        try (TopicReader<ImageEvent> reader = TopicReader.fromBeginning(kafka, Topics.IMAGES, ImageEvent.class)) {
            List<ConsumerRecord<String, ImageEvent>> found = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                reader.poll(Duration.ofMillis(200), record -> {
                    if (record.value().getEventId().equals(id)) {
                        found.add(record);
                    }
                });
                return found.size() >= count;
            });
            return found;
        }
    }

    @Test
    void tellsPrometheusHowFarTheJobIsBehind() throws Exception {
        Map<TopicPartition, Long> pictures;
        try (TopicReader<ImageEvent> reader = TopicReader.fromBeginning(kafka, Topics.IMAGES, ImageEvent.class)) {
            pictures = reader.ends();
        }
        TopicPartition partition = new TopicPartition(Topics.IMAGES.name(), 0);
        long before = pictures.get(partition);
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka));
                Producer<String, ImageEvent> producer = kafka.producer(Topics.IMAGES, ImageEvent.class);
                Admin admin =
                        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            // one connection, however often it asks
            Http http = new Http(gateway.url());
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() ->
                            assertThat(lag(http)).as("nobody has read any").isEqualTo(before));

            ImageEvent picture = ImageEvent.newBuilder()
                    .setEventId("lag")
                    .setSourceId("camera")
                    .setCapturedAt(Instant.now())
                    .setContent(ByteBuffer.wrap(Pictures.flag(1)))
                    .build();
            for (int i = 0; i < 3; i++) {
                producer.send(new ProducerRecord<>(partition.topic(), partition.partition(), "camera", picture))
                        .get();
            }
            admin.alterConsumerGroupOffsets("zerostream-default", Map.of(partition, new OffsetAndMetadata(before + 1)))
                    .all()
                    .get();

            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                // the lag alone may be 2 while the third is still on its way
                assertThat(metrics(http))
                        .as("what alert rules and the dashboard ask of Kafka")
                        .contains(namesInUse());
                assertThat(lag(http)).isEqualTo(2);
            });
        }
    }

    private static String metrics(Http http) throws Exception {
        return new String(http.get("/metrics").raw().body(), StandardCharsets.UTF_8);
    }

    private static List<String> namesInUse() throws IOException {
        List<String> names = new ArrayList<>();
        for (String file : List.of("prometheus/alerts.yml", "grafana/dashboards/zerostream.json")) {
            Pattern.compile("kafka_\\w+")
                    .matcher(Files.readString(Path.of("../infra", file)))
                    .results()
                    .forEach(found -> names.add('\n' + found.group() + '{'));
        }
        return names;
    }

    private static long lag(Http http) throws Exception {
        String all = metrics(http);
        Matcher found = Pattern.compile(
                        "(?m)^kafka_consumergroup_lag\\{consumergroup=\"zerostream-default\",partition=\"0\","
                                + "topic=\"images\"\\} (\\S+)$")
                .matcher(all);
        assertThat(found.find()).as(all).isTrue();
        return (long) Double.parseDouble(found.group(1));
    }

    @Test
    void saysThatThePortIsInUseAndLeavesNothingBehind() {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka))) {
            GatewayConfig same = GatewayConfig.defaults(kafka)
                    .withAddress("127.0.0.1", gateway.url().getPort());

            assertThatThrownBy(() -> Gateway.start(same))
                    .isInstanceOf(GatewayException.class)
                    .hasMessageContaining("is in use");
        }
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(t -> t.getName().startsWith("gateway-")));
    }

    /** Records that are none of ours must not stop a gateway from starting. */
    private static void writeRubbish() throws Exception {
        Map<String, Object> config = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        try (Producer<String, byte[]> producer =
                new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            for (Topics.Topic topic : List.of(Topics.CLASS_REGISTRY, Topics.LABELS, Topics.IMAGES)) {
                producer.send(new ProducerRecord<>(topic.name(), 0, "rubbish", new byte[] {1, 2, 3}))
                        .get();
                producer.send(new ProducerRecord<>(topic.name(), 0, "rubbish", new byte[] {0, 0, 0, 0, 99, 3}))
                        .get();
            }
        }
    }

    private static void put(Producer<String, ClassRegistryRecord> producer, String key, Object record) {
        producer.send(new ProducerRecord<>(Topics.CLASS_REGISTRY.name(), 0, key, new ClassRegistryRecord(record)));
    }

    private static long revision() throws Exception {
        try (Gateway reader = Gateway.start(GatewayConfig.defaults(kafka))) {
            return new Http(reader.url())
                    .get("/api/classes")
                    .body()
                    .path("revision")
                    .asLong();
        }
    }

    private static <T extends SpecificRecord> T find(Topics.Topic topic, Class<T> type, String id) {
        try (TopicReader<T> reader = TopicReader.fromBeginning(kafka, topic, type)) {
            List<T> found = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                reader.poll(Duration.ofMillis(200), record -> {
                    if (((ImageEvent) record.value()).getEventId().equals(id)) {
                        found.add(record.value());
                    }
                });
                return !found.isEmpty();
            });
            return found.get(0);
        }
    }
}
