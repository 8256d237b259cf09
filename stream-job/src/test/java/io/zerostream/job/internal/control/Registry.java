package io.zerostream.job.internal.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Calibration;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Provenance;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Both registry topics as tests write them: a space of three colours, and a model that sees the mean colour. */
public final class Registry {
    /** Classes of the tests and their prototypes. */
    public static final Map<String, float[]> COLOURS =
            Map.of("red", new float[] {1, 0, 0}, "green", new float[] {0, 1, 0}, "blue", new float[] {0, 0, 1});

    static {
        // builders of records look at defaults of our own types
        AvroTrust.trustOurClasses();
    }

    /** Side of the test model's input, pixels. */
    public static final int SIDE = 2;

    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

    private long classOffset;
    private long modelOffset;

    /** A record of class-registry under its own key. */
    public ControlRecord put(Object entry) {
        if (entry instanceof ClassSet set) {
            return put(RegistryKeys.classSet(set.getName()), entry);
        } else if (entry instanceof ClassPrototype prototype) {
            return put(RegistryKeys.prototype(prototype.getSpace(), prototype.getName()), entry);
        } else if (entry instanceof io.zerostream.schemas.avro.SemanticSpace space) {
            return put(RegistryKeys.space(space.getName()), entry);
        } else if (entry instanceof ModelVersion version) {
            return putModel(RegistryKeys.modelVersion(version.getName(), version.getVersion()), entry);
        } else if (entry instanceof Deployment deployment) {
            return putModel(RegistryKeys.deployment(deployment.getName()), entry);
        }
        throw new IllegalArgumentException(String.valueOf(entry));
    }

    /** A record of class-registry under any key. */
    public ControlRecord put(String key, Object entry) {
        return ControlRecord.ofClasses(classOffset++, key, new ClassRegistryRecord(entry));
    }

    /** A tombstone on class-registry. */
    public ControlRecord remove(String key) {
        return ControlRecord.ofClasses(classOffset++, key, null);
    }

    private ControlRecord putModel(String key, Object entry) {
        return ControlRecord.ofModels(modelOffset++, key, new ModelRegistryRecord(entry));
    }

    /** A tombstone on model-registry. */
    public ControlRecord removeModel(String key) {
        return ControlRecord.ofModels(modelOffset++, key, null);
    }

    /** All that a job needs: space, the three colours, a set of them at revision 1, version v1, its deployment. */
    public List<ControlRecord> everything(String set) {
        List<ControlRecord> records = new ArrayList<>();
        records.add(put(space("r", "g", "b")));
        COLOURS.forEach((name, rgb) -> records.add(put(prototype(name, rgb))));
        records.add(put(set(set, 1, "red", "green", "blue")));
        records.add(put(version("v1")));
        records.add(put(deployment(1, "v1", set)));
        return records;
    }

    /** Space "rgb". */
    public static io.zerostream.schemas.avro.SemanticSpace space(String... attributes) {
        return new io.zerostream.schemas.avro.SemanticSpace("rgb", List.of(attributes), List.of(), 1f);
    }

    /** A class of space "rgb". */
    public static ClassPrototype prototype(String name, float... vector) {
        List<Float> values = new ArrayList<>();
        for (float v : vector) {
            values.add(v);
        }
        return new ClassPrototype("rgb", name, values, false, Provenance.ATTRIBUTES, "test", NOW, "");
    }

    /** A set in space "rgb". */
    public static ClassSet set(String name, long revision, String... members) {
        return new ClassSet(name, "rgb", revision, List.of(members), 0f, -1f, 3, NOW, "test", Calibration.SOFTMAX);
    }

    /**
     * Prototypes of classes that are near to no colour, in any space.
     *
     * @param attributes of the space
     */
    public static List<ClassPrototype> shades(String space, int attributes, int classes) {
        return IntStream.range(0, classes)
                .mapToObj(c -> {
                    List<Float> vector = new ArrayList<>(Collections.nCopies(attributes, -1f));
                    vector.set(c % attributes, -1f - c);
                    return new ClassPrototype(
                            space, "shade " + c, vector, false, Provenance.ATTRIBUTES, "test", NOW, "");
                })
                .toList();
    }

    /** The same set with these classes too. */
    public static ClassSet with(ClassSet set, List<ClassPrototype> more) {
        List<String> members = new ArrayList<>(set.getMembers());
        more.forEach(prototype -> members.add(prototype.getName()));
        return ClassSet.newBuilder(set).setMembers(members).build();
    }

    /** A deployment of model "colours" named "default". */
    public static Deployment deployment(long revision, String version, String defaultSet) {
        return new Deployment(
                "default", revision, "colours", version, defaultSet, Map.of(), null, null, 0f, NOW, "test");
    }

    /** The same with a canary. */
    public static Deployment withCanary(Deployment deployment, String version, double share) {
        return Deployment.newBuilder(deployment)
                .setCanaryVersion(version)
                .setCanaryShare((float) share)
                .build();
    }

    /** The same with a shadow. */
    public static Deployment withShadow(Deployment deployment, String version) {
        return Deployment.newBuilder(deployment).setShadowVersion(version).build();
    }

    /** The same with a class set for each of these sources or aliases. */
    public static Deployment withNames(Deployment deployment, Map<String, String> sets) {
        return Deployment.newBuilder(deployment).setSourceClassSets(sets).build();
    }

    /** A version of model "colours". */
    public static ModelVersion version(String version) {
        Manifest manifest = manifest(version);
        return new ModelVersion(
                "colours",
                version,
                "rgb",
                "test",
                manifest.toJson(),
                manifest.sha256(),
                1L,
                1,
                null,
                Map.of(),
                NOW,
                "test");
    }

    /** The same for pictures of another size. */
    public static ModelVersion version(String version, int side) {
        Manifest other = manifest(version)
                .change()
                .input(ImageInput.imageNet(side, side))
                .build();
        return ModelVersion.newBuilder(version(version))
                .setManifest(other.toJson())
                .build();
    }

    /** The manifest of {@link #version}. */
    public static Manifest manifest(String version) {
        return manifest(version, "rgb", "r", "g", "b");
    }

    /** A manifest of another space. */
    public static Manifest manifest(String version, String space, String... attributes) {
        byte[] tensors = ("weights of " + version).getBytes(StandardCharsets.UTF_8);
        Manifest manifest = Manifest.named("colours", "test")
                .version(version)
                .config(JsonNodeFactory.instance.objectNode())
                .input(ImageInput.imageNet(SIDE, SIDE))
                .space(new SemanticSpace(space, List.of(attributes), new float[0][]))
                .dataset("nothing")
                .protocol("none")
                .createdBy("test")
                .build();
        return Checkpoint.of(manifest, tensors).manifest();
    }
}
