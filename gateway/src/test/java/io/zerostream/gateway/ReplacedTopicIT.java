package io.zerostream.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.gateway.internal.http.Http;
import io.zerostream.gateway.internal.kafka.KafkaRegistryLog;
import io.zerostream.gateway.internal.kafka.TopicFollower;
import io.zerostream.gateway.internal.registry.Change;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.TopicIds;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.RegistryWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Edits that meet a class registry which somebody deletes, creates again and restores. Real broker and registry. */
@Timeout(300)
class ReplacedTopicIT {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    private static Path home;

    private int edits;

    @Test
    void whatWasPlannedForTheFormerTopicIsNotWrittenIntoTheNewOne() throws Exception {
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            KafkaConnection kafka = platform.connection();
            fill(kafka, 7, "Japan");
            try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka));
                    Admin admin =
                            Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
                    TopicIds ids = new TopicIds(kafka, PATIENCE)) {
                Http http = new Http(gateway.url());
                assertThat(edit(http).body().path("revision").asLong()).isEqualTo(8);

                String topic = Topics.CLASS_REGISTRY.name();
                Map<String, Long> former = ids.of(List.of(topic));
                assertThat(former).containsOnlyKeys(topic).isEqualTo(ids.of(List.of(topic)));
                admin.deleteTopics(List.of(topic)).all().get();
                await().atMost(PATIENCE)
                        .until(() -> !admin.listTopics().names().get().contains(topic));
                assertThat(ids.of(List.of(topic, Topics.IMAGES.name()))).containsOnlyKeys(Topics.IMAGES.name());
                Http.Answer away = edit(http);
                assertThat(away.status()).as(away.body().toString()).isEqualTo(503);
                assertThat(away.body().toString()).contains("has no topic class-registry");

                admin.createTopics(List.of(Topics.CLASS_REGISTRY.newTopic()))
                        .all()
                        .get();
                // the broker that is asked hears of it a moment after the one that made it
                await().atMost(PATIENCE).until(() -> ids.of(List.of(topic)).containsKey(topic));
                assertThat(ids.of(List.of(topic))).isNotEqualTo(former);
                // as many records as before and more: offsets do not tell that it is another topic
                fill(kafka, 1, "Peru");
                fill(kafka, 1, "Peru");
                fill(kafka, 1, "Peru");

                refusesWhatWasPlannedFor(former.get(topic), kafka, ids);

                AtomicReference<Http.Answer> taken = new AtomicReference<>();
                await().atMost(PATIENCE).until(() -> {
                    Http.Answer answer = edit(http);
                    taken.set(answer);
                    // refused until the gateway has seen it; what it is told is never told of the former topic
                    return answer.status() == 200;
                });
                assertThat(taken.get().body().path("revision").asLong()).isEqualTo(2);
                assertThat(taken.get().body().path("warnings")).isEmpty();
            }
            ClassRegistryRecord last = kafka.readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class)
                    .get(RegistryKeys.classSet("flags"));
            ClassSet set = (ClassSet) last.getEntry();
            assertThat(set.getMembers()).containsExactly("Peru");
            assertThat(set.getRevision()).isEqualTo(2);
        }
    }

    @Test
    void aTopicThatIsCreatedAgainIsNotSaidToBeReadBeforeItIs() throws Exception {
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home.resolve("reading")))) {
            KafkaConnection kafka = platform.connection();
            fill(kafka, 7, "Japan");
            CountDownLatch again = new CountDownLatch(1);
            Stop inFormer = new Stop();
            Stop inNew = new Stop();
            try (Admin admin =
                            Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()));
                    TopicIds ids = new TopicIds(kafka, PATIENCE);
                    TopicFollower<ClassRegistryRecord> follower = new TopicFollower<>(
                            kafka,
                            Topics.CLASS_REGISTRY,
                            ClassRegistryRecord.class,
                            TopicFollower.ALL,
                            PATIENCE,
                            (record, history) -> (again.getCount() == 0 ? inNew : inFormer).pass(),
                            ids,
                            again::countDown)) {
                inFormer.awaitSomebody();
                assertThat(follower.hasReadHistory()).isFalse();
                String topic = Topics.CLASS_REGISTRY.name();
                admin.deleteTopics(List.of(topic)).all().get();
                await().atMost(PATIENCE)
                        .until(() -> !admin.listTopics().names().get().contains(topic));
                admin.createTopics(List.of(Topics.CLASS_REGISTRY.newTopic()))
                        .all()
                        .get();
                await().atMost(PATIENCE).until(() -> ids.of(List.of(topic)).containsKey(topic));
                fill(kafka, 1, "Peru");
                inFormer.open();

                inNew.awaitSomebody();
                assertThat(follower.hasReadHistory()).isFalse();
                inNew.open();
                await().atMost(PATIENCE).until(follower::hasReadHistory);
            } finally {
                inFormer.open();
                inNew.open();
            }
        }
    }

    /** Holds who comes until it is opened. */
    private static final class Stop {
        private final CountDownLatch came = new CountDownLatch(1);
        private final CountDownLatch opened = new CountDownLatch(1);

        void pass() {
            came.countDown();
            await(opened);
        }

        void awaitSomebody() {
            await(came);
        }

        void open() {
            opened.countDown();
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** As the gateway would have written it, had it not noticed yet: it mostly has by now. */
    private static void refusesWhatWasPlannedFor(long former, KafkaConnection kafka, TopicIds ids) {
        Change.Entry entry = new Change.Entry(
                RegistryKeys.classSet("flags"), new ClassRegistryRecord(Flags.set("flags", 9, "Japan")));
        try (RegistryWriter<ClassRegistryRecord> writer =
                        new RegistryWriter<>(kafka, Topics.CLASS_REGISTRY, ClassRegistryRecord.class, PATIENCE);
                TopicFollower<ClassRegistryRecord> follower = new TopicFollower<>(
                        kafka,
                        Topics.CLASS_REGISTRY,
                        ClassRegistryRecord.class,
                        TopicFollower.ALL,
                        PATIENCE,
                        (record, history) -> {},
                        ids,
                        () -> {})) {
            KafkaRegistryLog log = new KafkaRegistryLog(writer, follower, ids, PATIENCE);
            assertThatThrownBy(() -> log.write(former, () -> new Change("flags", 9, List.of(entry), List.of())))
                    .hasMessageContaining("nothing was changed")
                    .asInstanceOf(type(RefusedException.class))
                    .extracting(RefusedException::refusal)
                    .isEqualTo(Refusal.REGISTRY_REPLACED);
        }
    }

    /** Another one each time, for what is there already makes no revision. */
    private Http.Answer edit(Http http) throws Exception {
        return http.put("/api/sets/flags", "{\"top_k\": " + ++edits + "}");
    }

    private static void fill(KafkaConnection kafka, long revision, String member) {
        List<Float> vector = new ArrayList<>(Collections.nCopies(Flags.ATTRIBUTES.size(), 0f));
        vector.set(0, 1f);
        try (Producer<String, ClassRegistryRecord> producer =
                kafka.producer(Topics.CLASS_REGISTRY, ClassRegistryRecord.class)) {
            put(producer, RegistryKeys.space("flags"), new SemanticSpace("flags", Flags.ATTRIBUTES, List.of(), 1f));
            put(
                    producer,
                    RegistryKeys.prototype("flags", member),
                    new ClassPrototype("flags", member, vector, true, Provenance.DATA_SET, "test", Instant.now(), ""));
            put(producer, RegistryKeys.classSet("flags"), Flags.set("flags", revision, member));
        }
    }

    private static void put(Producer<String, ClassRegistryRecord> producer, String key, Object record) {
        producer.send(new ProducerRecord<>(Topics.CLASS_REGISTRY.name(), 0, key, new ClassRegistryRecord(record)));
    }
}
