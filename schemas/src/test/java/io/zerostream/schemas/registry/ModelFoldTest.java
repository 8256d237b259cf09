package io.zerostream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelFoldTest {
    private static final String KEY = RegistryKeys.deployment("default");

    private final ModelFold fold = new ModelFold();

    @Test
    void aDeploymentThatIsCreatedAgainGoesOnCounting() {
        assertThat(fold.nextRevision("default")).isEqualTo(1);
        assertThat(fold.apply(KEY, deployment(7)).taken()).isTrue();
        assertThat(fold.nextRevision("default")).isEqualTo(8);

        fold.apply(KEY, null);
        assertThat(fold.deployments()).isEmpty();
        assertThat(fold.nextRevision("default")).isEqualTo(8);
        // removed twice, and others
        fold.apply(KEY, null);
        fold.apply(RegistryKeys.deployment("other"), null);
        assertThat(fold.nextRevision("default")).isEqualTo(8);
        assertThat(fold.nextRevision("other")).isEqualTo(1);
    }

    private static ModelRegistryRecord deployment(long revision) {
        return new ModelRegistryRecord(Deployment.newBuilder()
                .setName("default")
                .setRevision(revision)
                .setModel("m")
                .setVersion("v1")
                .setDefaultClassSet("s")
                .setSourceClassSets(Map.of())
                .setChangedAt(Instant.EPOCH)
                .setAuthor("test")
                .build());
    }
}
