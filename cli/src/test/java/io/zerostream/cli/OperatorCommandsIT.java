package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.job.ReplayMain;
import io.zerostream.job.StreamJob;
import io.zerostream.job.config.Batching;
import io.zerostream.job.config.Checkpointing;
import io.zerostream.job.config.Delivery;
import io.zerostream.job.config.EventTime;
import io.zerostream.job.config.JobConfig;
import io.zerostream.job.config.JobConfigException;
import io.zerostream.job.config.TransactionTimeout;
import io.zerostream.job.replay.ReplayTotals;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ImageEvent;
import io.zerostream.schemas.avro.LabelStats;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import io.zerostream.schemas.change.DeploymentSwitch;
import io.zerostream.schemas.change.RegistryEditor;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.flags.FlagViews;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.ViewSettings;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publication;
import io.zerostream.trainer.publish.Publisher;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What operators do beside a running job: replay, statistics, switching class sets. Real broker, registry, Flink and the
 * bundled network; the stream labelled its pictures before the first test, and then its class set changed.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorCommandsIT {
    private static final int PICTURES = 50;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private static Path home;

    private static final List<byte[]> JPEGS = new ArrayList<>();
    private static EmbeddedPlatform platform;
    private static Gateway gateway;
    private static KafkaConnection kafka;
    private static Instant from;
    private static Instant to;
    private static String model;
    private final StringWriter said = new StringWriter();

    @BeforeAll
    static void labelPicturesAndThenChangeTheSet() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        for (int i = 0; i < PICTURES; i++) {
            JPEGS.add(jpeg(i));
        }
        platform = EmbeddedPlatform.start(PlatformConfig.at(home));
        kafka = platform.connection();
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        model = checkpoint.manifest().name() + '/' + checkpoint.manifest().version();
        new Publisher(kafka, "test").publish(checkpoint, new FlagsScenario().initialSet(checkpoint), "default");
        StreamExecutionEnvironment env = platform.flinkEnvironment();
        StreamJob.build(
                env,
                JobConfig.defaults(kafka)
                        .withBatching(new Batching(16, Duration.ofMillis(200)))
                        .withEventTime(new EventTime(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(1))));
        env.executeAsync("stream");
        gateway = Gateway.start(GatewayConfig.defaults(kafka).withAddress("127.0.0.1", 0));

        from = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        send("p", PICTURES);
        to = Instant.now().plusMillis(1).truncatedTo(ChronoUnit.MILLIS);
        await().atMost(PATIENCE)
                .until(() -> read(Topics.LABELS, ZeroShotLabel.class).size() >= PICTURES);
        ClassSet set = set("flags");
        write(ClassSet.newBuilder(set)
                .setRevision(2)
                .setMembers(set.getMembers().subList(0, 20))
                .build());
        // also moves event time on, so that the windows of those before close
        Thread.sleep(1500);
        send("later", 5);
        await().atMost(PATIENCE)
                .until(() -> read(Topics.LABELS, ZeroShotLabel.class).size() >= PICTURES + 5);
    }

    @AfterAll
    static void closeThePlatform() {
        if (gateway != null) {
            gateway.close();
        }
        if (platform != null) {
            platform.close();
        }
    }

    @Test
    @Order(1)
    void aReplayMakesTheLabelsOfTheStreamBitByBitAndAgainWhenRunAgain() {
        String line = "replay --from " + from + " --to " + to + " --class-set flags@1 --model " + model;
        assertThat(execute(line + " -Dbatch.max-size=7")).as(said.toString()).isZero();
        assertThat(said.toString())
                .contains("class set 'flags' revision 1", "model " + model)
                .contains("51 pictures, 50 labels on labels-replay")
                .contains("1 dead letters on dead-letters-replay {UNSUPPORTED_FORMAT=1}");
        Map<String, ZeroShotLabel> streamed = new TreeMap<>();
        for (ZeroShotLabel label : read(Topics.LABELS, ZeroShotLabel.class)) {
            if (label.getEventId().startsWith("p")) {
                streamed.put(label.getEventId(), withoutTimes(label));
            }
        }
        List<ZeroShotLabel> replayed = read(Topics.LABELS_REPLAY, ZeroShotLabel.class);
        assertThat(streamed).hasSize(PICTURES);
        assertThat(replayed).hasSize(PICTURES).allSatisfy(label -> assertThat(withoutTimes(label))
                .isEqualTo(streamed.get(label.getEventId())));

        assertThat(execute(line)).as(said.toString()).isZero();
        List<ZeroShotLabel> both = read(Topics.LABELS_REPLAY, ZeroShotLabel.class);
        assertThat(both).hasSize(2 * PICTURES).allSatisfy(label -> assertThat(withoutTimes(label))
                .isEqualTo(streamed.get(label.getEventId())));
    }

    @Test
    @Order(2)
    void theNewestRevisionAndTheDeployedModelAreTakenWhenNoneIsNamed() {
        assertThat(execute("replay --from " + from + " --to " + to + " --class-set flags --topic labels-second"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("class set 'flags' revision 2", "model " + model, "labels-second");
        assertThat(read(Topics.LABELS_REPLAY.named("labels-second"), ZeroShotLabel.class))
                .hasSize(PICTURES)
                .allMatch(label -> label.getClassSetRevision() == 2);
    }

    @Test
    @Order(2)
    void aReplaySubmittedToAClusterMakesTheSameLabels() throws Exception {
        String[] flags = {
            "--replay.from",
            from.toString(),
            "--replay.to=" + to,
            "--replay.class-set",
            "flags@1",
            "--replay.topic",
            "labels-cluster",
            "--kafka.bootstrap-servers",
            kafka.bootstrapServers(),
            "--kafka.registry-url",
            kafka.registryUrl()
        };
        ReplayTotals totals = ReplayMain.run(platform.flinkEnvironment(), flags);

        assertThat(totals.labels()).isEqualTo(PICTURES);
        assertThat(totals.deadLetters()).isEqualTo(Map.of("UNSUPPORTED_FORMAT", 1L));
        assertThat(read(Topics.LABELS_REPLAY.named("labels-cluster"), ZeroShotLabel.class))
                .extracting(OperatorCommandsIT::withoutTimes)
                .containsExactlyInAnyOrderElementsOf(read(Topics.LABELS, ZeroShotLabel.class).stream()
                        .filter(label -> label.getEventId().startsWith("p"))
                        .map(OperatorCommandsIT::withoutTimes)
                        .toList());
    }

    /** Labels of three sources lie in several partitions. */
    @Test
    @Order(2)
    void labelsPrintsAsManyAsItIsAskedForAndOnlyThose() throws Exception {
        List<ZeroShotLabel> all = read(Topics.LABELS, ZeroShotLabel.class);
        assertThat(execute("labels --last 7")).as(said.toString()).isZero();
        assertThat(said.toString().lines()).hasSize(7);

        assertThat(execute("labels --json --last 1000")).isZero();
        List<JsonNode> printed = new ArrayList<>();
        for (String line : said.toString().lines().toList()) {
            printed.add(new ObjectMapper().readTree(line));
        }
        assertThat(printed)
                .extracting(label -> label.path("event_id").asText())
                .containsExactlyInAnyOrderElementsOf(
                        all.stream().map(ZeroShotLabel::getEventId).toList());
        JsonNode first = printed.get(0);
        assertThat(Instant.parse(first.path("labelled_at").asText())).isAfter(from);
        assertThat(first.path("top").path(0).path("score").isNumber()).isTrue();

        ZeroShotLabel some = all.stream()
                .filter(label -> label.getOutcome() == Outcome.LABELLED)
                .findAny()
                .orElseThrow();
        long ofSource = all.stream()
                .filter(label -> label.getSourceId().equals(some.getSourceId()))
                .count();
        assertThat(execute("labels --last 1000 --source " + some.getSourceId())).isZero();
        assertThat(said.toString().lines()).hasSize((int) ofSource).allMatch(line -> line.contains(some.getSourceId()));
        long ofClass =
                all.stream().filter(label -> best(label).equals(best(some))).count();
        String[] ofOneClass = {
            "labels",
            "--last=1000",
            "--class",
            best(some),
            "--kafka=" + kafka.bootstrapServers(),
            "--registry=" + kafka.registryUrl()
        };
        assertThat(execute(ofOneClass)).isZero();
        assertThat(said.toString().lines()).hasSize((int) ofClass).allMatch(line -> line.contains(best(some)));

        assertThat(execute("labels --topic labels-shadow")).isZero();
        assertThat(said.toString()).isEmpty();
        assertThat(execute("labels --topic none")).isEqualTo(1);
        assertThat(said.toString()).contains("no topic 'none'").doesNotContain("\tat ");
        String[] elsewhere = {"labels", "--kafka=" + kafka.bootstrapServers(), "--registry=http://127.0.0.1:1"};
        assertThat(execute(elsewhere)).isEqualTo(1);
        assertThat(said.toString()).contains("http://127.0.0.1:1 does not answer");
    }

    @ParameterizedTest
    @Order(3)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--class-set birds                            | 1 | there is no class set 'birds'; sets on class-registry: [flags]",
                "--class-set flags@9                          | 1 | class set 'flags' has no revision 9 that can serve; class-registry still has [1, 2]",
                "--class-set flags@new                        | 1 | 'new' is no revision",
                "--class-set flags --model flags-nano/none    | 1 | there is no model 'flags-nano/none'",
                "--class-set flags --deployment other         | 1 | deployment 'other' serves no model",
                "--class-set flags --to 2020-01-01            | 1 | the range is empty",
                "--class-set flags --to yesterday             | 2 | 'yesterday' is no time",
                "--class-set flags --from 2020-01-01 --to 2020-01-02T00:00Z | 1 | has no picture from",
                "--class-set flags --topic labels             | 1 | is a topic of the stream",
                "--class-set flags -Dbatch.max-sise=3         | 1 | batch.max-size",
            })
    void whatCannotBeReplayedIsRefusedWithTheReason(String arguments, int code, String message) {
        String start = arguments.contains("--from") ? "" : "--from now-1h ";
        assertThat(execute("replay " + start + arguments)).isEqualTo(code);
        assertThat(said.toString()).contains(message).doesNotContain("\tat ");
    }

    @Test
    @Order(4)
    void aBaselineIsTheSumOfTheWindows() throws Exception {
        Path file = home.resolve("baseline.json");
        await().atMost(PATIENCE)
                .until(() -> read(Topics.LABEL_STATS, LabelStats.class).stream()
                                .filter(s -> s.getWindowStart().isBefore(to))
                                .mapToLong(LabelStats::getLabels)
                                .sum()
                        == PICTURES);
        assertThat(execute("stats baseline --from " + from.minusSeconds(2) + " --to " + to.plusSeconds(1) + " --output "
                        + file))
                .as(said.toString())
                .isZero();
        Map<String, Long> said = new TreeMap<>();
        read(Topics.LABELS, ZeroShotLabel.class).stream()
                .filter(label -> label.getEventId().startsWith("p"))
                .forEach(label -> said.merge(best(label), 1L, Long::sum));
        assertThat(new ObjectMapper().readValue(file.toFile(), new TypeReference<Map<String, Map<String, Long>>>() {}))
                .isEqualTo(Map.of("flags", said));

        assertThat(execute("stats baseline --from now-1h --class-set none --output " + file))
                .isEqualTo(1);
        assertThat(this.said.toString()).contains("label-stats has no window of class set 'none'");
        assertThat(Files.exists(file)).isTrue();
    }

    @Test
    @Order(5)
    void anAliasIsSwitchedARevisionRolledBackAndASetRemoved() throws Exception {
        write(ClassSet.newBuilder(set("flags"))
                .setName("flags-north")
                .setRevision(1)
                .build());
        assertThat(execute("sets use cameras-north flags-north"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString())
                .contains("'cameras-north' uses class set 'flags-north'", "deployment 'default' revision 2:");
        sendOne("asks-alias", JPEGS.get(1), "cameras-north");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(read(Topics.LABELS, ZeroShotLabel.class))
                .filteredOn(label -> label.getEventId().equals("asks-alias"))
                .extracting(ZeroShotLabel::getClassSet)
                .containsExactly("flags-north"));

        assertThat(execute("sets use cameras-north nothing")).isEqualTo(1);
        assertThat(said.toString()).contains("there is no class set 'nothing'; there are [flags, flags-north]");
        assertThat(execute("sets use flags flags-north")).isEqualTo(1);
        assertThat(said.toString()).contains("'flags' is the name of a class set");
        assertThat(execute("sets remove flags-north")).isEqualTo(1);
        assertThat(said.toString()).contains("deployment 'default' uses class set 'flags-north'");

        assertThat(execute("sets rollback flags 1")).as(said.toString()).isZero();
        sendOne("rolled-back", JPEGS.get(2), "flags");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(read(Topics.LABELS, ZeroShotLabel.class))
                .filteredOn(label -> label.getEventId().equals("rolled-back"))
                .extracting(ZeroShotLabel::getClassSetRevision)
                .containsExactly(3L));
        assertThat(set("flags").getMembers().size()).isGreaterThan(20);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(execute("sets history flags")).as(said.toString()).isZero();
            assertThat(said.toString())
                    .containsPattern("(?m)^ +3 .*\\(in use after [0-9.]+ s on (\\d+) of \\1 subtasks\\)$");
        });
        assertThat(execute("sets diff flags 2 3")).as(said.toString()).isZero();
        assertThat(said.toString()).contains("class set 'flags', revision 2 to 3: ");
        assertThat(execute("sets export flags")).as(said.toString()).isZero();
        Path table = Files.writeString(home.resolve("flags.csv"), said.toString());
        assertThat(execute("sets import flags " + table + " --dry-run --exact"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains(": nothing", "nothing was written (--dry-run)");
        assertThat(execute("sets rollback flags 7")).isEqualTo(1);
        assertThat(said.toString()).contains("remembers [1, 2, 3]");

        assertThat(execute("sets use cameras-north --off")).as(said.toString()).isZero();
        assertThat(execute("sets remove flags-north")).as(said.toString()).isZero();
        assertThat(kafka.readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class))
                .doesNotContainKey(RegistryKeys.classSet("flags-north"));
    }

    @Test
    @Order(6)
    void aTransactionTimeoutAboveTheBrokersIsRefused() throws Exception {
        TransactionTimeout.checkBroker(JobConfig.defaults(kafka));
        Checkpointing tooLong = new Checkpointing(Duration.ofSeconds(1), Delivery.EXACTLY_ONCE, Duration.ofMinutes(16));
        assertThatThrownBy(() ->
                        TransactionTimeout.checkBroker(JobConfig.defaults(kafka).withCheckpointing(tooLong)))
                .isInstanceOf(JobConfigException.class)
                .hasMessageContaining("transaction.max.timeout.ms = PT15M");
    }

    @Test
    @Order(7)
    void aSetIsCreatedAsTheModelWantsItEditedRemovedAndGoesOnCounting() throws Exception {
        assertThat(execute("sets create nordic --members Chile Sweden"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString())
                .contains("class set 'nordic' revision 1: 2 classes, γ 2.2491 of logits, threshold 0.2451");
        assertThat(execute("sets create nordic --members Sweden")).isEqualTo(1);
        assertThat(said.toString()).contains("is at revision 1, not at 0");
        assertThat(execute("sets edit nordic --add Finland --drop Chile --threshold -1"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("revision 2: 2 classes", "threshold -1.0000", "rejects nothing");
        assertThat(execute("sets edit nordic --scoring-of " + model))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("revision 3", "threshold 0.2451").doesNotContain("rejects nothing");
        assertThat(execute("sets show nordic --json")).isZero();
        assertThat(json().path("members")).extracting(JsonNode::asText).containsExactly("Sweden", "Finland");
        assertThat(execute("sets list --json")).isZero();
        assertThat(json().path("sets")).isNotEmpty();

        assertThat(execute("sets remove nordic")).as(said.toString()).isZero();
        assertThat(execute("sets create nordic --members Sweden"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString())
                .as("labels know three revisions")
                .contains("revision 4: 1 classes", "threshold 0.2451");
        sendOne("nordic", JPEGS.get(0), "nordic");
        assertThat(label("nordic").getClassSetRevision()).isEqualTo(4);
        assertThat(label("nordic").getOutcome()).as("no Swedish flag").isEqualTo(Outcome.UNKNOWN);
    }

    @Test
    @Order(8)
    void versionsAreTriedActivatedAndRolledBackAndTheStatusSaysWhatServes() throws Exception {
        Checkpoint second = OtherRun.version("second");
        new Publisher(kafka, "test").publish(second, new FlagsScenario().initialSet(second));
        String first = FlagsCheckpoint.bundled().manifest().version();

        assertThat(execute("models canary second --share 1 --wait 2m"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("canary second for a share of 1.0", "The job serves it.");
        sendOne("canary", JPEGS.get(3), null);
        assertThat(label("canary").getModelVersion()).isEqualTo("second");
        assertThat(execute("models canary --off")).as(said.toString()).isZero();
        assertThat(execute("models shadow second --wait 2m"))
                .as(said.toString())
                .isZero();
        sendOne("shadow", JPEGS.get(3), null);
        assertThat(label("shadow").getModelVersion()).isEqualTo(first);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(read(Topics.LABELS_SHADOW, ZeroShotLabel.class))
                .filteredOn(label -> label.getEventId().equals("shadow"))
                .extracting(ZeroShotLabel::getModelVersion)
                .containsExactly("second"));

        assertThat(execute("models activate flags-nano second --json --wait 2m"))
                .as(said.toString())
                .isZero();
        assertThat(json().at("/deployment/version").asText()).isEqualTo("second");
        assertThat(execute("status --json")).as(said.toString()).isZero();
        assertThat(json().at("/serving/model").asText()).isEqualTo("flags-nano second");
        assertThat(execute("models list")).isZero();
        assertThat(said.toString().lines().filter(line -> line.contains("SERVES")))
                .singleElement()
                .asString()
                .contains("second");
        assertThat(execute("models activate flags-nano third")).isEqualTo(1);
        assertThat(said.toString()).contains("no version 'third'");

        // another model, of another space: what served comes back with its set
        Path run = OtherRun.ofShapes(home.resolve("shapes"), 0.1, "square", "circle");
        assertThat(execute("models publish " + run + " --activate"))
                .as(said.toString())
                .isZero();
        assertThat(execute("status --wait 2m")).as(said.toString()).isZero();
        assertThat(said.toString()).contains("serves   shapes-net 1", "class set 'shapes'");
        assertThat(execute("models rollback --wait 2m")).as(said.toString()).isZero();
        assertThat(said.toString()).contains("model flags-nano second, class set 'flags'");
    }

    /** γ and threshold belong to a model: all sets that it serves have its own, but for those that somebody chose. */
    @Test
    @Order(9)
    void scoringFollowsTheModelAtTheGatewayAndInTheJob() throws Exception {
        Checkpoint strict = OtherRun.version("strict", 0.99);
        float before = set("flags").getUnknownThreshold();
        new Publisher(kafka, "test").publish(strict, new FlagsScenario().initialSet(strict));
        assertThat(set("flags").getUnknownThreshold())
                .as("publishing alone scores nothing")
                .isEqualTo(before);
        assertThat(execute("sets use cameras-north nordic")).as(said.toString()).isZero();
        assertThat(execute("sets create chosen --space flags --members Chile --threshold 0.5"))
                .as(said.toString())
                .isZero();
        ZeroShotLabel known = read(Topics.LABELS, ZeroShotLabel.class).stream()
                .filter(label -> label.getEventId().matches("p\\d+") && label.getOutcome() == Outcome.LABELLED)
                .findFirst()
                .orElseThrow();
        byte[] picture = JPEGS.get(Integer.parseInt(known.getEventId().substring(1)));

        assertThat(execute("models activate flags-nano strict --wait 2m"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString())
                .contains(
                        "scored as flags-nano/strict recommends",
                        "threshold 0.9900",
                        "'flags' revision",
                        "'nordic' rev")
                .contains("kept their own γ and threshold", "class set chosen");
        assertThat(List.of(set("flags"), set("nordic"), set("chosen")))
                .extracting(ClassSet::getUnknownThreshold)
                .containsExactly(0.99f, 0.99f, 0.5f);
        assertThat(execute("sets show flags --json")).isZero();
        assertThat(json().path("unknown_threshold").asDouble()).isCloseTo(0.99, within(1e-4));
        sendOne("strict", picture, "flags");
        assertThat(label("strict").getOutcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(label("strict").getClassSetRevision()).isEqualTo(set("flags").getRevision());

        // what broke off between the two topics goes on when it is asked for again
        new DeploymentSwitch(new RegistryEditor(kafka, "test", Clock.systemUTC(), Duration.ofSeconds(20)))
                .activate("default", "flags-nano", "second", null);
        assertThat(set("flags").getUnknownThreshold()).isEqualTo(0.99f);
        assertThat(execute("models activate flags-nano second --wait 2m"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains(", as before", "scored as flags-nano/second recommends");
        assertThat(set("flags").getUnknownThreshold()).isEqualTo(before);
        sendOne("mild", picture, "flags");
        assertThat(label("mild").getOutcome()).isEqualTo(Outcome.LABELLED);

        assertThat(execute("models activate flags-nano strict --keep-scoring")).isZero();
        assertThat(said.toString()).contains("kept their own γ and threshold");
        assertThat(set("flags").getUnknownThreshold()).isEqualTo(before);
        assertThat(execute("models rollback")).as(said.toString()).isZero();
    }

    @Test
    @Order(10)
    void whatBreaksOffInPublishingLeavesWhatServesAsItWasAndGoesOnWhenRepeated() throws Exception {
        Checkpoint third = OtherRun.version("third", 0.98);
        ClassSetPlan plan = new FlagsScenario().initialSet(third);
        ClassSet before = set("flags");
        Publisher publisher = new Publisher(kafka, "test");
        mostBytesOf(Topics.MODEL_CHUNKS, "1000");
        try {
            assertThatThrownBy(() -> publisher.publish(third, plan, "default"))
                    .isInstanceOf(TrainerException.class)
                    .hasMessageContaining("model-chunks did not take a record");
        } finally {
            mostBytesOf(Topics.MODEL_CHUNKS, Integer.toString(16 * 1024 * 1024));
        }
        assertThat(set("flags"))
                .as("nobody is scored for a model that is not there")
                .isEqualTo(before);
        assertThat(ModelFold.read(kafka).versions())
                .doesNotContainKey(RegistryKeys.modelVersion("flags-nano", "third"));

        assertThat(followed(publisher.publish(third, plan, "default"))).containsKeys("flags", "nordic");
        assertThat(set("flags").getUnknownThreshold()).isEqualTo(0.98f);
        assertThat(followed(publisher.publish(third, plan, "default")))
                .as("there is nothing left to do")
                .isEmpty();
        assertThat(execute("models activate flags-nano second --wait 2m"))
                .as(said.toString())
                .isZero();

        // an activation that is refused scores nothing either
        Path run = OtherRun.ofShapes(home.resolve("shapes-again"), 0.1, "square", "circle");
        ClassSet flags = set("flags");
        assertThat(execute("models publish " + run + " --activate")).isEqualTo(1);
        assertThat(said.toString())
                .contains("the model is published", "[cameras-north]", "class sets of another space")
                .doesNotContain("\tat ");
        assertThat(set("flags")).isEqualTo(flags);
        assertThat(execute("sets use cameras-north --off")).as(said.toString()).isZero();
        assertThat(author()).as("who asked, without a body").isEqualTo(System.getProperty("user.name"));
        assertThat(execute("models publish " + run + " --activate"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("matched against 'shapes' from now on, no longer 'flags'");
        assertThat(execute("models activate flags-nano second --set flags --wait 2m"))
                .as(said.toString())
                .isZero();
    }

    @Test
    @Order(11)
    void publishingKeepsTheDefaultSetUnlessAnotherIsNamed() {
        assertThat(execute("models activate flags-nano second --set nordic"))
                .as(said.toString())
                .isZero();
        assertThat(execute("models publish --bundled --activate"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("matched against 'nordic' as before");
        assertThat(deployment("default").getDefaultClassSet()).isEqualTo("nordic");

        assertThat(execute("models publish --bundled --activate --set flags"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("matched against 'flags' from now on, no longer 'nordic'");
        assertThat(deployment("default").getDefaultClassSet()).isEqualTo("flags");
    }

    @Test
    @Order(12)
    void aVersionIsRemovedThatNobodyNeeds() {
        String active = deployment("default").getVersion();
        assertThat(execute("models remove flags-nano " + active)).isEqualTo(1);
        assertThat(said.toString()).contains("deployment 'default' has model flags-nano");
        assertThat(execute("models remove shapes-net 1")).isEqualTo(1);
        assertThat(said.toString()).contains("is the last one published of space 'shapes'", "[shapes]");
        assertThat(execute("models remove flags-nano none")).isEqualTo(1);
        assertThat(said.toString()).contains("there is no version 'none'");

        assertThat(execute("models remove flags-nano third"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("flags-nano third is removed", "its weights stay on model-chunks");
        assertThat(execute("sets remove shapes")).as(said.toString()).isZero();
        assertThat(execute("models remove shapes-net 1")).as(said.toString()).isZero();
        assertThat(execute("models list")).isZero();
        assertThat(said.toString()).doesNotContain("shapes-net", "third");
        assertThat(execute("models activate shapes-net 1")).isEqualTo(1);
    }

    /** Another deployment may have the number that the gateway's own serves. */
    @Test
    @Order(13)
    void waitsForTheJobOfTheDeploymentThatWasNamed() throws Exception {
        Deployment own = deployment("default");
        Deployment other = Deployment.newBuilder(own).setName("other").build();
        try (Producer<String, ModelRegistryRecord> producer =
                kafka.producer(Topics.MODEL_REGISTRY, ModelRegistryRecord.class)) {
            producer.send(new ProducerRecord<>(
                            Topics.MODEL_REGISTRY.name(),
                            RegistryKeys.deployment("other"),
                            new ModelRegistryRecord(other)))
                    .get();
        }
        String again = "models activate flags-nano " + own.getVersion() + " --wait 20s";
        assertThat(execute(again)).as(said.toString()).isZero();
        assertThat(execute(again.replace("20s", "2s --deployment other"))).isEqualTo(1);
        assertThat(said.toString())
                .contains("deployment 'other' revision " + own.getRevision() + ", as before")
                .contains("does not serve yet: no job has said that it serves deployment 'other'");

        assertThat(execute("models activate flags-nano strict --wait 2m"))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("The job serves it.", "another deployment serves them too");
    }

    private static Map<String, Long> followed(Publication done) {
        return Objects.requireNonNull(done.activation(), "it was activated")
                .scoring()
                .followed();
    }

    private static Deployment deployment(String name) {
        return Objects.requireNonNull(
                ModelFold.read(kafka).deployments().get(RegistryKeys.deployment(name)), "there is one");
    }

    private static String author() {
        return deployment("default").getAuthor();
    }

    private static void mostBytesOf(Topics.Topic topic, String bytes) throws Exception {
        try (Admin admin = kafka.admin(Duration.ofSeconds(20))) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
            AlterConfigOp most = new AlterConfigOp(
                    new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, bytes), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(Map.of(resource, List.of(most))).all().get();
        }
    }

    private JsonNode json() throws Exception {
        return new ObjectMapper()
                .reader()
                .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .readTree(said.toString());
    }

    private static ZeroShotLabel label(String id) {
        return await().atMost(PATIENCE)
                .until(
                        () -> read(Topics.LABELS, ZeroShotLabel.class).stream()
                                .filter(label -> label.getEventId().equals(id))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private int execute(String line) {
        boolean asksTheGateway = line.startsWith("status") || line.matches("(sets|models) (?!publish).*");
        String everything = line
                + (asksTheGateway
                        ? " --gateway " + gateway.url()
                        : " --kafka " + kafka.bootstrapServers() + " --registry " + kafka.registryUrl());
        return execute(everything.split(" +"));
    }

    private int execute(String[] words) {
        said.getBuffer().setLength(0);
        return Main.commandLine()
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(words);
    }

    private static ZeroShotLabel withoutTimes(ZeroShotLabel label) {
        return ZeroShotLabel.newBuilder(label)
                .setLabelledAt(Instant.EPOCH)
                .setTimings(new Timings(0L, 0L, 0L, 0L))
                .setBatchSize(1)
                .build();
    }

    private static String best(ZeroShotLabel label) {
        return label.getOutcome() == Outcome.UNKNOWN
                ? "(unknown)"
                : label.getTop().get(0).getName();
    }

    private static void send(String prefix, int pictures) throws Exception {
        for (int i = 0; i < pictures; i++) {
            sendOne(prefix + i, JPEGS.get(i), null);
        }
        if (prefix.equals("p")) {
            sendOne("broken", new byte[] {1, 2, 3}, null);
        }
    }

    private static byte[] jpeg(int n) {
        List<FlagClass> flags = FlagsDataSet.load().classes();
        return new FlagViews(ViewSettings.standard())
                .jpeg(flags.get(n % flags.size()).code(), n, 192, 160, 0.85f);
    }

    private static void sendOne(String id, byte[] content, String classSet) throws Exception {
        ImageEvent event = ImageEvent.newBuilder()
                .setEventId(id)
                .setSourceId("camera" + Math.floorMod(id.hashCode(), 3))
                .setCapturedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .setClassSet(classSet)
                .setContent(ByteBuffer.wrap(content))
                .build();
        try (Producer<String, ImageEvent> producer = kafka.producer(Topics.IMAGES, ImageEvent.class)) {
            producer.send(new ProducerRecord<>(Topics.IMAGES.name(), event.getSourceId(), event))
                    .get();
        }
    }

    private static ClassSet set(String name) {
        return (ClassSet) kafka.readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class)
                .get(RegistryKeys.classSet(name))
                .getEntry();
    }

    private static void write(ClassSet set) throws Exception {
        try (Producer<String, ClassRegistryRecord> producer =
                kafka.producer(Topics.CLASS_REGISTRY, ClassRegistryRecord.class)) {
            producer.send(new ProducerRecord<>(
                            Topics.CLASS_REGISTRY.name(),
                            RegistryKeys.classSet(set.getName()),
                            new ClassRegistryRecord(set)))
                    .get();
        }
    }

    private static <T extends SpecificRecord> List<T> read(Topics.Topic topic, Class<T> type) {
        List<T> values = new ArrayList<>();
        kafka.readAll(topic, type, record -> values.add(record.value()));
        return values;
    }
}
