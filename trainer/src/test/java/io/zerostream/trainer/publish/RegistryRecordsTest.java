package io.zerostream.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.trainer.Checkpoints;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
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

    /** Published once more, they would else be the data set's, and the next data set would replace them. */
    @Test
    void valuesThatPeopleGaveStayTheirs() {
        ClassPrototype theirs = ClassPrototype.newBuilder(
                        records.prototype("flags", new Prototype("X", new float[] {1, 0, 3}, false)))
                .setProvenance(Provenance.ATTRIBUTES)
                .setAuthor("ann")
                .build();

        ClassPrototype seen = records.prototype("flags", new Prototype("X", new float[] {1, 0, 3}, true), theirs);
        assertThat(seen.getProvenance()).isEqualTo(Provenance.ATTRIBUTES);
        assertThat(seen.getAuthor()).isEqualTo("ann");
        assertThat(seen.getSeen()).isTrue();

        assertThat(records.prototype("flags", new Prototype("X", new float[] {1, 0, 4}, true), theirs)
                        .getProvenance())
                .isEqualTo(Provenance.DATA_SET);
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
}
