package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.Batching;
import io.zerostream.job.config.JobConfig;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.ViewSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Classes from pictures and from words, by the commands, in a running system: broker, registry, Flink, gateway. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NewClassesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int EXAMPLES = 6;

    @TempDir
    private static Path home;

    private static EmbeddedPlatform platform;
    private static KafkaConnection kafka;
    private static Gateway gateway;
    private static FlagClass norway;
    private final StringWriter said = new StringWriter();

    @BeforeAll
    static void startWithoutAnyModel() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        norway = FlagsDataSet.load().demonstration();
        platform = EmbeddedPlatform.start(PlatformConfig.at(home));
        kafka = platform.connection();
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        StreamJob.build(env, JobConfig.defaults(kafka).withBatching(new Batching(8, Duration.ofMillis(100))));
        env.executeAsync("stream");
        gateway = Gateway.start(GatewayConfig.defaults(kafka).withAddress("127.0.0.1", 0));
    }

    @AfterAll
    static void stop() {
        if (gateway != null) {
            gateway.close();
        }
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    @Order(1)
    void aModelThatIsPublishedAndActivatedLabelsThePicturesThatWaited() throws Exception {
        send("early", 0);
        assertThat(atKafka("models", "publish", "--bundled", "--activate"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("published flags-nano", "class set 'flags' revision 1");
        assertThat(label("early").getClassSetRevision()).isEqualTo(1);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(atGateway("models", "list")).isZero();
            assertThat(said.toString()).contains("SERVES");
        });
    }

    @Test
    @Order(2)
    void aClassFromExamplesIsTriedAndThenUsedByTheNextLabels() throws Exception {
        Path examples = Files.createDirectories(home.resolve("norway"));
        for (int i = 0; i < EXAMPLES; i++) {
            Files.write(examples.resolve(i + ".jpg"), jpeg(100 + i));
        }
        assertThat(atGateway("classes", "add", norway.name(), "--examples", examples.toString(), "--dry-run"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString())
                .contains(
                        "looked at by flags-nano",
                        EXAMPLES + " examples, each on average at cosine",
                        "and 14 are wanted");
        assertThat(atGateway(
                        "classes",
                        "add",
                        norway.name(),
                        "--examples",
                        examples.toString(),
                        "--model",
                        "bundled",
                        "--dry-run"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString())
                .contains(
                        EXAMPLES + " examples, each on average at cosine", "name 20 pictures of other classes or more");
        Path others = Files.createDirectories(home.resolve("others"));
        List<FlagClass> flags = FlagsDataSet.load().seen();
        FlagViews views = new FlagViews(ViewSettings.standard());
        for (int i = 0; i < 40; i++) {
            Files.write(others.resolve(i + ".jpg"), views.jpeg(flags.get(i).code(), i, 192, 192, 0.85f));
        }
        assertThat(atGateway(
                        "classes",
                        "add",
                        norway.name(),
                        "--examples",
                        examples.toString(),
                        "--probes",
                        others.toString(),
                        "--dry-run"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).containsPattern("set apart from (1\\d|20) pictures of other classes");
        assertThat(prototypes()).extracting(ClassPrototype::getName).doesNotContain(norway.name());

        assertThat(atGateway("classes", "add", norway.name(), "--examples", examples.toString()))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("added '" + norway.name() + "': set 'flags' is now at revision 2");
        assertThat(prototype(norway.name()).getProvenance()).hasToString("EXAMPLES");

        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            send("until revision 2 is used", 200);
            return labels().stream().anyMatch(l -> l.getClassSetRevision() == 2);
        });
        int found = 0;
        for (int i = 0; i < EXAMPLES; i++) {
            send("norway" + i, 200 + i);
        }
        for (int i = 0; i < EXAMPLES; i++) {
            ZeroShotLabel label = label("norway" + i);
            assertThat(label.getClassSetRevision()).isEqualTo(2);
            found += label.getTop().get(0).getName().equals(norway.name()) ? 1 : 0;
        }
        // other views than the examples; of 120 classes, one is this
        assertThat(found).isGreaterThanOrEqualTo(EXAMPLES / 2);
    }

    @Test
    @Order(2)
    void anAttributeThatIsNamedTwiceIsRefused() {
        assertThat(atGateway("classes", "add", "Twice", "--attributes", "blue=1,red=1,blue=0.25"))
                .isEqualTo(1);
        assertThat(said.toString()).contains("attribute 'blue' is named twice");
        assertThat(atGateway("classes", "add", "Twice", "--attributes", "blue=much"))
                .isEqualTo(1);
        assertThat(said.toString()).contains("'blue=much'", "red=1");
    }

    @Test
    @Order(3)
    void aClassFromWordsCarriesTheAttributesThatWereNamed() {
        assertThat(atGateway("classes", "add", "Made up", "--words", "red, white, upright cross"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("named: ", "upright_cross", "is now at revision 3");
        assertThat(prototype("Made up").getProvenance()).hasToString("WORDS");
        assertThat(atGateway("classes", "list")).isZero();
        assertThat(said.toString().lines().filter(line -> line.startsWith("Made up")))
                .singleElement()
                .asString()
                .contains("unseen", "red", "white", "upright_cross")
                .doesNotContain("green");
    }

    @Test
    @Order(4)
    void whatCannotBecomeAClassIsRefusedAndChangesNothing() throws Exception {
        assertThat(atGateway("classes", "add", "X", "--words", "zxcvb")).isEqualTo(1);
        assertThat(atGateway("classes", "add", "X", "--examples", "/no/such/file.jpg"))
                .isEqualTo(1);
        assertThat(said.toString())
                .contains("there is no picture /no/such/file.jpg")
                .doesNotContain("\tat ");
        Path empty = Files.createDirectories(home.resolve("text")).resolve("no.jpg");
        Files.writeString(empty, "no picture");
        assertThat(atGateway("classes", "add", "X", "--examples", empty.toString()))
                .isEqualTo(1);
        assertThat(said.toString()).contains("no.jpg': the picture:").doesNotContain("\tat ");
        assertThat(atGateway("classes", "add", "Made up", "--words", "red")).isEqualTo(1);
        assertThat(said.toString()).contains("Made up");
        assertThat(atGateway("classes", "list")).isZero();
        assertThat(said.toString()).contains("revision 3");
    }

    /** Nobody asked for the classes that people added to be dropped. */
    @Test
    @Order(5)
    void publishingAgainKeepsTheClassesThatPeopleAdded() {
        assertThat(atKafka("models", "publish", "--bundled", "--activate"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString())
                .contains("class set 'flags' revision 4: 122 classes", "stay in it", "Made up", norway.name())
                .doesNotContain("threshold stay");
        assertThat(atGateway("classes", "list")).isZero();
        assertThat(said.toString()).contains("122 classes in set 'flags', revision 4", "Made up");
        assertThat(prototype(norway.name()).getProvenance()).hasToString("EXAMPLES");

        assertThat(atGateway("sets", "edit", "flags", "--threshold", "0.125")).isZero();
        assertThat(atKafka("models", "publish", "--bundled", "--activate")).isZero();
        assertThat(said.toString()).contains("kept γ and threshold, which somebody chose: class set flags");
        assertThat(set("flags").getUnknownThreshold()).isEqualTo(0.125f);
    }

    /** A run knows its data set: its classes are a set of their own, and no other is touched. */
    @Test
    @Order(6)
    void theClassesOfARunGoToASetNamedAfterItsDataSet() throws Exception {
        Path run = OtherRun.ofShapes(home.resolve("runs/shapes"), -1, "square", "circle");

        assertThat(atKafka("models", "publish", run.toString()))
                .as(said.toString())
                .isZero();
        assertThat(said.toString())
                .contains("published shapes-net 1", "class set 'shapes' revision 1: 2 classes", "rejects nothing");
        assertThat(set("flags").getRevision()).isEqualTo(6);
        assertThat(set("flags").getSpace()).isEqualTo("flags");
        assertThat(set("shapes").getMembers()).containsExactly("square", "circle");

        assertThat(atKafka("models", "publish", run.toString(), "--set", "flags"))
                .isEqualTo(1);
        assertThat(said.toString()).contains("class set 'flags' is in space 'flags'", "--set");
        assertThat(atKafka("models", "publish", run.resolve("checkpoint").toString(), "--data", "flags"))
                .isEqualTo(1);
        assertThat(said.toString()).contains("trained with other attributes");
        assertThat(set("flags").getRevision()).isEqualTo(6);
    }

    private static ClassSet set(String name) {
        return ClassFold.read(kafka).set(name).orElseThrow();
    }

    private int atKafka(String... words) {
        List<String> line = new ArrayList<>(Arrays.asList(words));
        line.addAll(List.of("--kafka", kafka.bootstrapServers(), "--registry", kafka.registryUrl()));
        return execute(line.toArray(new String[0]));
    }

    private int atGateway(String... words) {
        List<String> line = new ArrayList<>(Arrays.asList(words));
        line.addAll(List.of("--gateway", gateway.url().toString()));
        return execute(line.toArray(new String[0]));
    }

    private int execute(String... line) {
        said.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(line);
    }

    private static ClassPrototype prototype(String name) {
        return prototypes().stream()
                .filter(p -> p.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<ClassPrototype> prototypes() {
        return kafka.readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class).values().stream()
                .map(ClassRegistryRecord::getEntry)
                .filter(ClassPrototype.class::isInstance)
                .map(ClassPrototype.class::cast)
                .toList();
    }

    private static byte[] jpeg(int seed) {
        return new FlagViews(ViewSettings.standard()).jpeg(norway.code(), seed, 160, 160, 0.9f);
    }

    private static void send(String id, int view) throws Exception {
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(id)
                .setSourceId("camera")
                .setCapturedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setContent(ByteBuffer.wrap(jpeg(view)))
                .build();
        try (Producer<String, ImageEvent> producer = kafka.producer(Topics.IMAGES, ImageEvent.class)) {
            producer.send(new ProducerRecord<>(Topics.IMAGES.name(), "camera", event))
                    .get();
        }
    }

    private static ZeroShotLabel label(String id) {
        return await().atMost(PATIENCE)
                .until(
                        () -> labels().stream()
                                .filter(l -> l.getEventId().equals(id))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private static List<ZeroShotLabel> labels() {
        List<ZeroShotLabel> values = new ArrayList<>();
        kafka.readAll(Topics.LABELS, ZeroShotLabel.class, record -> values.add(record.value()));
        return values;
    }
}
