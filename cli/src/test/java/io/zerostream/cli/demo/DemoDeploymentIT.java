package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Prototype;
import io.zerostream.platform.EmbeddedPlatform;
import io.zerostream.platform.config.PlatformConfig;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publisher;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Demos one after the other on one home, as far as its registries go. Real broker and registry. */
class DemoDeploymentIT {
    @TempDir
    private Path home;

    private final FlagsScenario scenario = new FlagsScenario();
    private final List<String> said = new ArrayList<>();
    private final DemoDeployment demo = new DemoDeployment("default", scenario, said::add);

    @Test
    void whatPeopleDidOnAHomeStays() throws Exception {
        Checkpoint bundled = FlagsCheckpoint.bundled();
        Checkpoint older = named(bundled, "of-last-year");
        Checkpoint own = named(bundled, "own");
        String space = bundled.manifest().space().name();
        try (EmbeddedPlatform platform = EmbeddedPlatform.start(PlatformConfig.at(home))) {
            KafkaConnection kafka = platform.connection();

            // a release before, and a class that a person added
            demo.publish(kafka, older, false);
            ClassSetPlan plan = scenario.initialSet(older);
            List<Prototype> more = new ArrayList<>(plan.members());
            more.add(new Prototype("Norway", scenario.added().attributes(), false));
            new Publisher(kafka, "somebody")
                    .publish(
                            older,
                            new ClassSetPlan(
                                    plan.name(),
                                    more,
                                    List.of(),
                                    plan.penalty(),
                                    plan.unknownThreshold(),
                                    plan.topK()));

            assertThat(demo.publish(kafka, bundled, false))
                    .endsWith(bundled.manifest().version());
            assertThat(deployment(kafka).getVersion())
                    .isEqualTo(bundled.manifest().version());
            assertThat(set(kafka).getMembers()).hasSize(more.size()).contains("Norway");
            assertThat(ClassFold.read(kafka).prototypes(space).get("Norway").getAuthor())
                    .isEqualTo("somebody");

            new Publisher(kafka, "somebody").publish(own, scenario.initialSet(own), "default");
            long revision = set(kafka).getRevision();
            assertThat(demo.publish(kafka, bundled, false)).endsWith("own");
            assertThat(said).singleElement().asString().contains("--fresh");
            assertThat(deployment(kafka).getVersion()).isEqualTo("own");
            assertThat(set(kafka).getRevision()).isEqualTo(revision);

            demo.publish(kafka, bundled, true);
            assertThat(deployment(kafka).getVersion())
                    .isEqualTo(bundled.manifest().version());
        }
    }

    /** The same network under another version. */
    private static Checkpoint named(Checkpoint checkpoint, String version) throws Exception {
        ObjectNode manifest =
                (ObjectNode) new ObjectMapper().readTree(checkpoint.manifest().toJson());
        manifest.put("version", version);
        return Checkpoint.verified(Manifest.fromJson(manifest.toString()), checkpoint.tensors());
    }

    private static Deployment deployment(KafkaConnection kafka) {
        return (Deployment) kafka.readCompacted(Topics.MODEL_REGISTRY, ModelRegistryRecord.class)
                .get(RegistryKeys.deployment("default"))
                .getEntry();
    }

    private static ClassSet set(KafkaConnection kafka) {
        return ClassFold.read(kafka).set("flags").orElseThrow();
    }
}
