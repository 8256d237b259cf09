package io.zerostream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.cli.client.GatewayClient;
import io.zerostream.cli.demo.FlagsScenario;
import io.zerostream.cli.sets.SetSwitch;
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
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publisher;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
                ExecutorService programs = Executors.newFixedThreadPool(4);
                try {
                    List<Future<List<String>>> editing = List.of(
                            programs.submit(() -> repeat(number -> addClass(one, "One", number))),
                            programs.submit(() -> repeat(number -> addClass(two, "Two", number))));
                    List<Future<List<String>>> switching = List.of(
                            programs.submit(() -> repeat(number -> use(kafka, "three", number))),
                            programs.submit(() -> repeat(number -> use(kafka, "four", number))));
                    for (Future<List<String>> done : editing) {
                        classes.addAll(done.get());
                    }
                    for (Future<List<String>> done : switching) {
                        aliases.addAll(done.get());
                    }
                } finally {
                    programs.shutdownNow();
                }
            }

            assertThat(classes).as("edits of both gateways").hasSizeGreaterThan(10);
            assertThat(aliases).as("edits of both commands").hasSizeGreaterThan(10);
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
        }
    }

    private static List<String> repeat(Edit edit) {
        List<String> made = new ArrayList<>();
        long end = System.nanoTime() + SPAN.toNanos();
        while (System.nanoTime() < end) {
            made.add(edit.make(made.size()));
        }
        return made;
    }

    private static String addClass(Gateway gateway, String who, int number) {
        String name = who + ' ' + number;
        new GatewayClient(gateway.url().toString())
                .post("/api/classes", Map.of("name", name, "set", SET, "attributes", Map.of("red", 1, "white", 1)));
        return name;
    }

    private static String use(KafkaConnection kafka, String who, int number) {
        String alias = who + '-' + number;
        new SetSwitch(kafka, who, Clock.systemUTC()).use(DEPLOYMENT, alias, SET);
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
