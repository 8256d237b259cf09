package io.zerostream.gateway.internal.lens;

import ai.djl.Device;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.chunks.ChunkedFile;

/**
 * Models from model-chunks.
 *
 * @param kafka where that is; connected to where it is read
 */
public record ChunkedModels(KafkaConnection kafka) implements ModelOpener {
    @Override
    public ZeroShotModel open(ModelVersion version) {
        Manifest manifest = Manifest.fromJson(version.getManifest());
        byte[] tensors = new ChunkedFile(kafka).fetch(version, () -> {});
        return ZeroShotModels.open(Checkpoint.verified(manifest, tensors), Device.cpu());
    }
}
