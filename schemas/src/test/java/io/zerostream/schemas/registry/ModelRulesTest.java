package io.zerostream.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.Refusal.Reason;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelRulesTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

    @Test
    void takesAnOrdinaryVersionAndDeployment() {
        assertThat(ModelRules.fault(version(3_000_000, 4, null))).isNull();
        assertThat(ModelRules.fault(version(3_000_000, 0, "s3://models/flags.safetensors")))
                .isNull();
        assertThat(ModelRules.fault(deployment(1, "s", 0))).isNull();
    }

    @Test
    void refusesCheckpointsThatCannotBe() {
        assertThat(ModelRules.fault(version(1, Integer.MAX_VALUE, null))).contains("2147483647 chunks");
        assertThat(ModelRules.fault(version(1, 0, null))).contains("0 chunks");
        assertThat(ModelRules.fault(version(0, 1, null))).contains("0 bytes");
        assertThat(ModelRules.fault(version(0, 0, "file:/dev/zero"))).contains("0 bytes");
        assertThat(ModelRules.fault(version(Long.MAX_VALUE, 1, null))).contains("bytes");
        assertThat(ModelRules.fault(version(100_000_000, 1, null))).contains("cannot hold");
        assertThat(ModelRules.fault(version(1, 0, "no uri at all"))).contains("is none");
        assertThat(ModelRules.fault(version(1, 0, "models/flags"))).contains("scheme");
        assertThat(ModelRules.fault(version(1, 0, "file:/" + "x".repeat(1_000_000))))
                .contains("1000006 characters");
    }

    @Test
    void refusesTextsWithoutEnd() {
        assertThat(ModelRules.fault(ModelVersion.newBuilder(version(1, 1, null))
                        .setManifest("x".repeat(RegistryLimits.MANIFEST_CHARS + 1))
                        .build()))
                .contains("manifest");
        assertThat(ModelRules.fault(ModelVersion.newBuilder(version(1, 1, null))
                        .setAuthor("x".repeat(2_800_000))
                        .build()))
                .contains("author");
        assertThat(ModelRules.fault(ModelVersion.newBuilder(version(1, 1, null))
                        .setMetrics(Map.of("\u001B[2J", 1.0))
                        .build()))
                .contains("U+001B");
    }

    @Test
    void refusesDeploymentsThatCannotBe() {
        assertThat(ModelRules.fault(deployment(Long.MAX_VALUE, "s", 0))).contains("counted from 1");
        assertThat(ModelRules.fault(deployment(0, "s", 0))).contains("counted from 1");
        assertThat(ModelRules.fault(deployment(1, "s", Float.NaN))).contains("canary share NaN");
        assertThat(ModelRules.fault(deployment(1, "x".repeat(1_000_000), 0))).contains("1000000 characters");
    }

    @Test
    void refusesRecordsUnderOthersKeys() {
        Refusal refusal = ModelRules.refusal(
                RegistryKeys.modelVersion("colours", "v2"), new ModelRegistryRecord(version(1, 1, null)));
        assertThat(refusal.reason()).isEqualTo(Reason.UNREADABLE);
        assertThat(refusal.message()).contains("model/colours/v1", "model/colours/v2");
    }

    private static ModelVersion version(long size, int chunks, String uri) {
        return new ModelVersion(
                "colours", "v1", "rgb", "zeromamba", "{}", "00", size, chunks, uri, Map.of("T1", 0.5), NOW, "test");
    }

    private static Deployment deployment(long revision, String set, float share) {
        return new Deployment(
                "default", revision, "colours", "v1", set, Map.of("door", "s"), null, null, share, NOW, "test");
    }
}
