package io.zerostream.trainer.publish;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Prototype;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.avro.SemanticSpace;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes registry records out of the trainer's own types.
 *
 * @param author who publishes, as records carry it
 * @param clock says when
 */
public record RegistryRecords(String author, Clock clock) {
    static {
        // records are copied
        AvroTrust.trustOurClasses();
    }

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

    /** One class of a data set. */
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

    /**
     * The same beside what is there: values that people gave stay theirs, with author and note, though the model was trained
     * on the class, or was not.
     */
    ClassPrototype prototype(String space, Prototype prototype, @Nullable ClassPrototype known) {
        return known != null
                        && known.getProvenance() != Provenance.DATA_SET
                        && known.getVector().equals(list(prototype.vector()))
                ? ClassPrototype.newBuilder(known).setSeen(prototype.seen()).build()
                : prototype(space, prototype);
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

    /** The same set under another revision, for values of its classes have changed. */
    ClassSet revised(ClassSet set, long revision) {
        return ClassSet.newBuilder(set)
                .setRevision(revision)
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
