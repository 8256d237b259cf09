package io.zerostream.job.internal.models;

import ai.djl.Device;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.schemas.avro.ModelVersion;

/** From a version's record and its file to a model that may serve. */
public final class PublishedModel {
    private PublishedModel() {}

    /** @throws ModelException when the manifest says something else than the record */
    public static Manifest manifest(ModelVersion version) {
        Manifest manifest = Manifest.fromJson(version.getManifest());
        demand(version, "name", version.getName(), manifest.name());
        demand(version, "version", version.getVersion(), manifest.version());
        demand(version, "architecture", version.getArchitecture(), manifest.architecture());
        demand(version, "space", version.getSpace(), manifest.space().name());
        demand(version, "sha256", version.getSha256(), manifest.sha256());
        return manifest;
    }

    private static void demand(ModelVersion version, String what, String published, String inManifest) {
        if (!published.equals(inManifest)) {
            throw new ModelException(
                    "model version '" + version.getName() + ' ' + version.getVersion() + "' was published with " + what
                            + " '" + published + "', but its manifest says '" + inManifest + "': publish it again");
        }
    }

    /**
     * Checks the file's hash and shapes and opens it; {@link ProbedOpening} asks for its answers before it serves.
     *
     * @param tensors the safetensors file
     * @return the model; the caller closes it
     * @throws ModelException saying what is wrong; nothing stays open then
     */
    public static ZeroShotModel open(Manifest manifest, byte[] tensors, Device device) {
        return ZeroShotModels.open(Checkpoint.verified(manifest, tensors), device);
    }
}
