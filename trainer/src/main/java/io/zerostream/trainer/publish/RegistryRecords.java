package io.zerostream.trainer.publish;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Prototype;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import io.zerostream.schemas.registry.Revisions;
import io.zerostream.trainer.TrainerException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes registry records out of the trainer's own types.
 *
 * @param author who publishes, as records carry it
 * @param clock says when
 */
public record RegistryRecords(String author, Clock clock) {

    /**
     * The space that a checkpoint was trained in.
     *
     * @param scaleMax greatest value of an attribute
     */
    public static SemanticSpace space(Manifest manifest, float scaleMax) {
        return SemanticSpace.newBuilder()
                .setScaleMax(scaleMax)
                .setName(manifest.space().name())
                .setAttributes(manifest.space().attributes())
                .setWordVectors(Arrays.stream(manifest.space().wordVectors())
                        .map(RegistryRecords::list)
                        .toList())
                .build();
    }

    /** One class. */
    public ClassPrototype prototype(String space, Prototype prototype) {
        return ClassPrototype.newBuilder()
                .setSpace(space)
                .setName(prototype.className())
                .setVector(list(prototype.vector()))
                .setSeen(prototype.seen())
                .setProvenance(Provenance.DATA_SET)
                .setAuthor(author)
                .setCreatedAt(now())
                .build();
    }

    /** The set of a plan. */
    public ClassSet classSet(String space, ClassSetPlan plan, long revision) {
        return ClassSet.newBuilder()
                .setName(plan.name())
                .setSpace(space)
                .setRevision(revision)
                .setMembers(plan.members().stream().map(Prototype::className).toList())
                .setGamma(plan.penalty().gamma())
                .setCalibration(Calibration.valueOf(plan.penalty().calibration().name()))
                .setUnknownThreshold(plan.unknownThreshold())
                .setTopK(plan.topK())
                .setChangedAt(now())
                .setAuthor(author)
                .build();
    }

    /** The version, once its chunks are written. */
    public ModelVersion modelVersion(Checkpoint checkpoint, int chunks) {
        Manifest manifest = checkpoint.manifest();
        return ModelVersion.newBuilder()
                .setName(manifest.name())
                .setVersion(manifest.version())
                .setSpace(manifest.space().name())
                .setArchitecture(manifest.architecture())
                .setManifest(manifest.toJson())
                .setSha256(manifest.sha256())
                .setSize(checkpoint.tensors().length)
                .setChunks(chunks)
                .setMetrics(manifest.metrics())
                .setPublishedAt(now())
                .setAuthor(author)
                .build();
    }

    /** A deployment of the checkpoint. */
    public Deployment deployment(
            String name, long revision, Manifest manifest, String classSet, Map<String, String> sourceClassSets) {
        return Deployment.newBuilder()
                .setName(name)
                .setRevision(revision)
                .setModel(manifest.name())
                .setVersion(manifest.version())
                .setDefaultClassSet(classSet)
                .setSourceClassSets(sourceClassSets)
                .setChangedAt(now())
                .setAuthor(author)
                .build();
    }

    /** The deployment's next revision, with another version of its model and no canary. */
    public Deployment rolledBack(Deployment now, ModelVersion version) {
        return Deployment.newBuilder(now)
                .setRevision(Revisions.after(now.getRevision()))
                .setVersion(version.getVersion())
                .setCanaryVersion(null)
                .setCanaryShare(0)
                .setChangedAt(now())
                .setAuthor(author)
                .build();
    }

    /**
     * The version to go back to.
     *
     * @param versions all that are published
     * @param wanted its version; null = the one of the same model published last before the one that serves
     * @throws TrainerException when there is none
     */
    public static ModelVersion former(Deployment now, Collection<ModelVersion> versions, @Nullable String wanted) {
        List<ModelVersion> mine = versions.stream()
                .filter(v -> v.getName().equals(now.getModel()))
                .sorted(Comparator.comparing(ModelVersion::getPublishedAt))
                .toList();
        Optional<ModelVersion> active = mine.stream()
                .filter(v -> v.getVersion().equals(now.getVersion()))
                .findFirst();
        return mine.stream()
                .filter(v -> wanted == null
                        ? active.filter(a -> v.getPublishedAt().isBefore(a.getPublishedAt()))
                                .isPresent()
                        : v.getVersion().equals(wanted))
                .reduce((a, b) -> b)
                .orElseThrow(() -> new TrainerException("there is no "
                        + (wanted == null ? "version published before " + now.getVersion() : "version " + wanted)
                        + " of model " + now.getModel() + "; published are "
                        + mine.stream().map(ModelVersion::getVersion).toList()));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static List<Float> list(float[] values) {
        List<Float> list = new ArrayList<>(values.length);
        for (float value : values) {
            list.add(value);
        }
        return list;
    }
}
