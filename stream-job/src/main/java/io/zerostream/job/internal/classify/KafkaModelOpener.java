package io.zerostream.job.internal.classify;

import ai.djl.Device;
import io.zerostream.model.ImageInput;
import io.zerostream.model.ModelException;
import io.zerostream.model.ZeroShotModel;
import io.zerostream.model.ZeroShotModels;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.IOException;

/** {@link ModelOpener} over model-chunks, or over the version's URI. Carries addresses only. */
public final class KafkaModelOpener implements ModelOpener {
    private static final long serialVersionUID = 1L;

    private final String bootstrapServers;
    private final String registryUrl;

    /** @param kafka where model-chunks is */
    public KafkaModelOpener(KafkaConnection kafka) {
        this.bootstrapServers = kafka.bootstrapServers();
        this.registryUrl = kafka.registryUrl();
    }

    @Override
    public ZeroShotModel open(ModelVersion version, Device device) throws IOException {
        Manifest manifest = Manifest.fromJson(version.getManifest());
        check(version, manifest);
        byte[] tensors = version.getUri() == null
                ? new ChunkedFile(new KafkaConnection(bootstrapServers, registryUrl)).fetch(version)
                : TensorsByUri.fetch(version);
        ZeroShotModel model = ZeroShotModels.open(Checkpoint.verified(manifest, tensors), device);
        try {
            warmUp(model);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
        return model;
    }

    private static void check(ModelVersion version, Manifest manifest) {
        demand(version, "name", version.getName(), manifest.name());
        demand(version, "version", version.getVersion(), manifest.version());
        demand(version, "architecture", version.getArchitecture(), manifest.architecture());
        demand(version, "space", version.getSpace(), manifest.space().name());
        demand(version, "sha256", version.getSha256(), manifest.sha256());
    }

    private static void demand(ModelVersion version, String what, String published, String inManifest) {
        if (!published.equals(inManifest)) {
            throw new ModelException(
                    "model version '" + version.getName() + ' ' + version.getVersion() + "' was published with " + what
                            + " '" + published + "', but its manifest says '" + inManifest + "': publish it again");
        }
    }

    /** One black picture through the network: shapes are checked, kernels are chosen, memory pools are filled. */
    private static void warmUp(ZeroShotModel model) {
        ImageInput input = model.input();
        float[] vector = model.embed(new byte[input.bytes()], 1);
        if (vector.length != model.space().size()) {
            throw new ModelException("the network gives vectors of " + vector.length + " values, but its space '"
                    + model.space().name() + "' has " + model.space().size() + " attributes");
        }
        for (float value : vector) {
            if (!Float.isFinite(value)) {
                throw new ModelException(
                        "the network answers a black picture with " + value + ": its weights are broken");
            }
        }
    }
}
