package io.zerostream.job.internal.classify;

import ai.djl.Device;
import io.zerostream.model.ZeroShotModel;
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
        Manifest manifest = PublishedModel.manifest(version);
        byte[] tensors = version.getUri() == null
                ? new ChunkedFile(new KafkaConnection(bootstrapServers, registryUrl)).fetch(version)
                : TensorsByUri.fetch(version);
        return PublishedModel.open(manifest, tensors, device);
    }
}
