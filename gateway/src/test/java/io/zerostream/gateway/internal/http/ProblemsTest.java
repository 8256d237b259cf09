package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.gateway.internal.registry.ClassRegistry;
import io.zerostream.gateway.internal.registry.Flags;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private final ModelRegistryView models = new ModelRegistryView();
    private Optional<ServingView> serving = Optional.empty();
    private final Problems problems = new Problems(
            new Registries(
                    new ClassRegistry(Flags.view(), Flags.log(entry -> {}), Clock.systemUTC()),
                    models,
                    "default",
                    "flags",
                    deployment -> serving),
            List::of);

    @Test
    void aDeploymentThatNamesWhatIsNotPublishedIsOne() {
        assertThat(problems.now()).containsExactly("no model is deployed as 'default': publish and deploy one");

        models.apply(
                RegistryKeys.deployment("default"),
                new ModelRegistryRecord(new Deployment(
                        "default", 1L, "flags", "1", "flags", Map.of(), "away", "gone", 0.5f, Instant.EPOCH, "")));
        publish("1");
        assertThat(problems.now())
                .containsExactly(
                        "deployment 'default' names versions of model flags that are not published: gone, away;"
                                + " pictures wait until they are");
        serving = Optional.of(new ServingView("flags 0", 1, ""));
        assertThat(problems.now()).singleElement().asString().endsWith("what served goes on until they are");

        publish("gone");
        assertThat(problems.now()).singleElement().asString().contains("that are not published: away;");

        publish("away");
        assertThat(problems.now()).isEmpty();
    }

    @Test
    void aDeploymentThatNamesSetsThatAreNotThereIsOne() {
        Map<String, String> bySource = Map.of("door", "night", "night", "owls", "gate", "flags");
        models.apply(
                RegistryKeys.deployment("default"),
                new ModelRegistryRecord(new Deployment(
                        "default", 1L, "flags", "1", "birds", bySource, null, null, 0f, Instant.EPOCH, "")));
        publish("1");

        assertThat(problems.now())
                .as("'night' is an alias")
                .containsExactly("deployment 'default' names class sets that are not in the registry: birds, owls;"
                        + " publish them: pictures wait until then");
    }

    private void publish(String version) {
        ModelVersion published = ModelVersion.newBuilder(TestServer.version())
                .setName("flags")
                .setVersion(version)
                .build();
        models.apply(RegistryKeys.modelVersion("flags", version), new ModelRegistryRecord(published));
    }
}
