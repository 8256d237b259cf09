package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.gateway.Gateway;
import io.zerostream.gateway.config.GatewayConfig;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.change.DeploymentSwitch;
import io.zerostream.schemas.change.RegistryEditor;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.schemas.registry.RegistryWriter;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publisher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several programs edit the same set and the same deployment at once: nobody's change is lost, no revision comes twice. */
@Timeout(300)
class RegistryWritersIT {
    private static final Duration SPAN = Duration.ofSeconds(20);
    private static final String SET = "flags";
    private static final String DEPLOYMENT = "default";

    @TempDir
    private Path home;

    /** One edit; its result is what must be there at the end. */
    private interface Edit {
        String make(int number);
    }

    @Test
    void noChangeIsLostAndNoRevisionComesTwice() throws Exception {
        System.setProperty("zerostream.home", home.toString());
        Checkpoint checkpoint = FlagsCheckpoint.bundled();
        ClassSetPlan plan = new FlagsScenario().initialSet(checkpoint);
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            KafkaConnection kafka = platform.connection();
            new Publisher(kafka, "test").publish(checkpoint, plan, DEPLOYMENT);
            List<String> classes = new ArrayList<>();
            List<String> aliases = new ArrayList<>();
            try (Gateway one = Gateway.start(GatewayConfig.defaults(kafka));
                    Gateway two = Gateway.start(GatewayConfig.defaults(kafka))) {
                GatewayClient clientOne = client(one);
                GatewayClient clientTwo = client(two);
                ExecutorService programs = Executors.newFixedThreadPool(4);
                try {
                    List<Future<List<String>>> editing = List.of(
                            programs.submit(() -> repeat(number -> addClass(clientOne, "One", number))),
                            programs.submit(() -> repeat(number -> addClass(clientTwo, "Two", number))));
                    List<Future<List<String>>> switching = List.of(
                            programs.submit(() -> repeat(number -> use(clientOne, "three", number))),
                            programs.submit(() -> repeat(number -> use(kafka, "four", number))));
                    classes.addAll(all(editing));
                    aliases.addAll(all(switching));
                } finally {
                    programs.shutdownNow();
                }
            }

            assertThat(ClassFold.read(kafka).set(SET).orElseThrow().getMembers())
                    .containsAll(classes);
            assertThat(ModelFold.read(kafka).deployments()).containsKey(RegistryKeys.deployment(DEPLOYMENT));
            assertThat(ModelFold.read(kafka)
                            .deployments()
                            .get(RegistryKeys.deployment(DEPLOYMENT))
                            .getSourceClassSets())
                    .containsKeys(aliases.toArray(new String[0]));
            assertThat(revisionsOfTheSet(kafka)).isEqualTo(upTo(1 + classes.size()));
            assertThat(revisionsOfTheDeployment(kafka)).isEqualTo(upTo(1 + aliases.size()));
            whatAnotherProgramTookAwayIsNotTakenForThere(kafka);
        }
    }

    /** A gateway may not have read yet what another wrote, and says nothing of it before it has. */
    private static void whatAnotherProgramTookAwayIsNotTakenForThere(KafkaConnection kafka) {
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults(kafka));
                RegistryWriter<ClassRegistryRecord> other =
                        new RegistryWriter<>(kafka, Topics.CLASS_REGISTRY, ClassRegistryRecord.class, SPAN)) {
            GatewayClient client = client(gateway);
            for (int i = 0; i < 4; i++) {
                String name = addClass(client, "Seesaw", 0);
                assertThat(membersOf(kafka)).contains(name);
                other.write(end -> without(ClassFold.read(kafka), name));
                assertThat(membersOf(kafka)).doesNotContain(name);
            }
        }
    }

    private static Planned<ClassRegistryRecord, String> without(ClassFold registry, String name) {
        ClassSet set = registry.set(SET).orElseThrow();
        List<String> members = new ArrayList<>(set.getMembers());
        members.remove(name);
        Map<String, @Nullable ClassRegistryRecord> records = new LinkedHashMap<>();
        records.put(
                RegistryKeys.classSet(SET),
                new ClassRegistryRecord(ClassSet.newBuilder(set)
                        .setRevision(registry.nextRevision(SET))
                        .setMembers(members)
                        .build()));
        records.put(RegistryKeys.prototype(set.getSpace(), name), null);
        return new Planned<>(records, name);
    }

    private static List<String> membersOf(KafkaConnection kafka) {
        return ClassFold.read(kafka).set(SET).orElseThrow().getMembers();
    }

    /** Each came to something, the quick ones and those that read all topics for each change. */
    private static List<String> all(List<Future<List<String>>> programs) throws Exception {
        List<String> made = new ArrayList<>();
        for (Future<List<String>> program : programs) {
            assertThat(program.get()).as("edits of one program").isNotEmpty();
            made.addAll(program.get());
        }
        return made;
    }

    private static List<String> repeat(Edit edit) {
        List<String> made = new ArrayList<>();
        long end = System.nanoTime() + SPAN.toNanos();
        while (System.nanoTime() < end) {
            made.add(edit.make(made.size()));
        }
        return made;
    }

    private static GatewayClient client(Gateway gateway) {
        return new GatewayClient(gateway.url().toString());
    }

    private static String addClass(GatewayClient gateway, String who, int number) {
        String name = who + ' ' + number;
        gateway.post("/api/classes", Map.of("name", name, "set", SET, "attributes", Map.of("red", 1, "white", 1)));
        return name;
    }

    private static String use(KafkaConnection kafka, String who, int number) {
        String alias = who + '-' + number;
        new DeploymentSwitch(new RegistryEditor(kafka, who, Clock.systemUTC(), Duration.ofSeconds(60)))
                .use(DEPLOYMENT, alias, SET);
        return alias;
    }

    /** As people do it. */
    private static String use(GatewayClient gateway, String who, int number) {
        String alias = who + '-' + number;
        JsonNode answer = gateway.put("/api/deployment/sources/" + alias, Map.of("set", SET));
        assertThat(answer.at("/deployment/revision").asLong()).isPositive();
        assertThat(answer.path("changed").asBoolean()).isTrue();
        return alias;
    }

    private static List<Long> upTo(int last) {
        List<Long> revisions = new ArrayList<>();
        for (long revision = 1; revision <= last; revision++) {
            revisions.add(revision);
        }
        return revisions;
    }

    private static List<Long> revisionsOfTheSet(KafkaConnection kafka) {
        List<Long> revisions = new ArrayList<>();
        kafka.readAll(Topics.CLASS_REGISTRY, ClassRegistryRecord.class, record -> {
            if (record.key().equals(RegistryKeys.classSet(SET))) {
                revisions.add(((ClassSet) record.value().getEntry()).getRevision());
            }
        });
        return revisions;
    }

    private static List<Long> revisionsOfTheDeployment(KafkaConnection kafka) {
        List<Long> revisions = new ArrayList<>();
        kafka.readAll(Topics.MODEL_REGISTRY, ModelRegistryRecord.class, record -> {
            if (record.key().equals(RegistryKeys.deployment(DEPLOYMENT))) {
                revisions.add(((Deployment) record.value().getEntry()).getRevision());
            }
        });
        return revisions;
    }
}
