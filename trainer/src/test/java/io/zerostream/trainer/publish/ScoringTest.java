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
import io.zerostream.schemas.change.SetScoring;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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
    }

    /** It goes on with the model that does, until another one is activated; pictures may ask for any set of its space. */
    @Test
    void whatServesStays() {
        deploy("default");
        for (ClassSet set : List.of(RECOMMENDED, CHOSEN, set("unused", RECOMMENDED.getUnknownThreshold()))) {
            assertThat(scoring(set)).hasValue(SetScoring.of(set));
        }
    }

    @Test
    void aNewSetIsScoredAsTheModelThatServes() {
        assertThat(scoring(null)).isEmpty();
        deploy("default");
        assertThat(scoring(null)).hasValue(SetScoring.of(RECOMMENDED));
    }

    @Test
    void whereNothingServesASetIsScoredAnewUnlessSomebodyChoseIt() {
        assertThat(scoring(RECOMMENDED)).isEmpty();
        assertThat(scoring(CHOSEN)).hasValue(SetScoring.of(CHOSEN));
    }

    private Optional<SetScoring> scoring(@Nullable ClassSet there) {
        return new Scoring(models).of(there, MANIFEST.space().name());
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
