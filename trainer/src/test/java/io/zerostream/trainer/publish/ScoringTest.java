package io.zerostream.trainer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScoringTest {
    private static final Checkpoint BUNDLED = FlagsCheckpoint.bundled();
    private static final Manifest MANIFEST = BUNDLED.manifest();
    private static final ClassSet RECOMMENDED = set("flags", MANIFEST.unknownThreshold());
    private static final ClassSet CHOSEN = set("flags", MANIFEST.unknownThreshold() + 0.1f);

    private final ModelFold models = new ModelFold();

    @BeforeEach
    void fill() {
        ModelVersion version = new RegistryRecords("test", Clock.systemUTC()).modelVersion(BUNDLED, 1);
        put(RegistryKeys.modelVersion(version.getName(), version.getVersion()), version);
        deploy("default");
    }

    /** It goes on with the model that does, until another one is activated. */
    @Test
    void whatServesStays() {
        assertThat(stays(RECOMMENDED)).isTrue();
        assertThat(stays(CHOSEN)).isTrue();
    }

    @Test
    void whatNobodyUsesIsScoredAnewUnlessSomebodyChoseIt() {
        assertThat(stays(set("unused", MANIFEST.unknownThreshold()))).isFalse();
        assertThat(stays(set("unused", MANIFEST.unknownThreshold() + 0.1f))).isTrue();
    }

    private boolean stays(ClassSet set) {
        return new Scoring(models).stays(set);
    }

    private void deploy(String name) {
        put(
                RegistryKeys.deployment(name),
                Deployment.newBuilder()
                        .setName(name)
                        .setRevision(1)
                        .setModel(MANIFEST.name())
                        .setVersion(MANIFEST.version())
                        .setDefaultClassSet("flags")
                        .setSourceClassSets(Map.of())
                        .setChangedAt(Instant.EPOCH)
                        .setAuthor("test")
                        .build());
    }

    private void put(String key, Object entry) {
        assertThat(models.apply(key, new ModelRegistryRecord(entry)).refusal()).isNull();
    }

    private static ClassSet set(String name, float threshold) {
        return new ClassSet(
                name,
                MANIFEST.space().name(),
                1L,
                List.of("Chile"),
                MANIFEST.penalty().gamma(),
                threshold,
                5,
                Instant.EPOCH,
                "",
                Calibration.valueOf(MANIFEST.penalty().calibration().name()));
    }
}
