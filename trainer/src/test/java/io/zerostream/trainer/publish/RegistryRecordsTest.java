package io.zerostream.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.trainer.Checkpoints;
import io.zerostream.trainer.TrainerException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryRecordsTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.678Z");

    private final RegistryRecords records = new RegistryRecords("me", Clock.fixed(NOW, ZoneOffset.UTC));
    private final Checkpoint checkpoint = Checkpoints.of(new byte[] {1, 2, 3});

    @Test
    void carriesTheManifestAndTheHashOfTheTensors() {
        ModelVersion version = records.modelVersion(checkpoint, 1);
        assertThat(version.getSha256()).isEqualTo(Checkpoint.sha256(new byte[] {1, 2, 3}));
        assertThat(version.getSize()).isEqualTo(3);
        assertThat(version.getChunks()).isOne();
        assertThat(Manifest.fromJson(version.getManifest()).sha256()).isEqualTo(version.getSha256());
        assertThat(version.getMetrics()).containsEntry("T1", 0.5);
        assertThat(version.getPublishedAt()).isEqualTo(NOW);
    }

    @Test
    void keepsPrototypesAsTheyWereGiven() {
        ClassPrototype prototype = records.prototype("flags", new Prototype("X", new float[] {1, 0, 3}, true));
        assertThat(prototype.getVector()).containsExactly(1f, 0f, 3f);
        assertThat(prototype.getSeen()).isTrue();
    }

    @Test
    void putsOnlyMembersIntoTheSet() {
        Prototype in = new Prototype("in", new float[] {1}, true);
        Prototype out = new Prototype("out", new float[] {2}, false);
        ClassSetPlan plan =
                new ClassSetPlan("set", List.of(in), List.of(out), new SeenPenalty(2.5f, Calibration.LOGITS), -1, 3);
        ClassSet set = records.classSet("flags", plan, 4);
        assertThat(set.getMembers()).containsExactly("in");
        assertThat(set.getRevision()).isEqualTo(4);
        assertThat(set.getGamma()).isEqualTo(2.5f);
        assertThat(set.getCalibration()).isEqualTo(io.zerostream.schemas.avro.Calibration.LOGITS);
    }

    @Test
    void goesBackToTheVersionPublishedBeforeTheOneThatServes() {
        List<ModelVersion> versions = List.of(version("v1", 1), version("v2", 2), version("v3", 3));
        Deployment now = Deployment.newBuilder(
                        records.deployment("default", 5, checkpoint.manifest(), "set", Map.of("cam", "other")))
                .setVersion("v3")
                .setCanaryVersion("v1")
                .setCanaryShare(0.5f)
                .build();

        assertThat(RegistryRecords.former(now, versions, null).getVersion()).isEqualTo("v2");
        Deployment back = records.rolledBack(now, RegistryRecords.former(now, versions, "v1"));
        assertThat(back.getVersion()).isEqualTo("v1");
        assertThat(back.getRevision()).isEqualTo(6);
        assertThat(back.getCanaryVersion()).isNull();
        assertThat(back.getSourceClassSets()).containsEntry("cam", "other");
        assertThatThrownBy(() -> RegistryRecords.former(back, versions, null))
                .isInstanceOf(TrainerException.class)
                .hasMessageContaining("no version published before v1");
        assertThatThrownBy(() -> RegistryRecords.former(now, versions, "v9")).hasMessageContaining("[v1, v2, v3]");
    }

    private ModelVersion version(String version, int second) {
        return ModelVersion.newBuilder(records.modelVersion(checkpoint, 1))
                .setVersion(version)
                .setPublishedAt(Instant.ofEpochSecond(second))
                .build();
    }

    @Test
    void deploysTheVersionOfTheManifest() {
        Deployment deployment = records.deployment("default", 2, checkpoint.manifest(), "set", Map.of("cam", "other"));
        assertThat(deployment.getVersion()).isEqualTo("v1");
        assertThat(deployment.getDefaultClassSet()).isEqualTo("set");
        assertThat(deployment.getSourceClassSets()).containsEntry("cam", "other");
        assertThat(deployment.getShadowVersion()).isNull();
    }
}
