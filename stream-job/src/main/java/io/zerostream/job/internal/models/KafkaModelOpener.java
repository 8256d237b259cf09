package io.zerostream.job.internal.models;

import ai.djl.Device;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.model.ModelException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.chunks.ChunkedFile;
import io.zerostream.schemas.chunks.ChunksException;
import java.time.Duration;

/** {@link ModelOpener} over model-chunks, or over the version's URI. Carries how Kafka is reached, and connects where it reads. */
public final class KafkaModelOpener implements ModelOpener {
    private static final long serialVersionUID = 1L;
    /** Longer than a client of a file system takes to turn from a dead server to the next. */
    private static final Duration NOTHING_CAME = Duration.ofMinutes(1);

    private final KafkaConnection kafka;

    /** @param kafka where model-chunks is */
    public KafkaModelOpener(KafkaConnection kafka) {
        this.kafka = kafka;
    }

    @Override
    public ZeroShotModel open(ModelVersion version, Device device) throws Exception {
        Manifest manifest = PublishedModel.manifest(version);
        byte[] tensors = new SupervisedRead(NOTHING_CAME)
                .of(
                        "model " + Plan.id(version),
                        came -> version.getUri() == null ? chunks(version, came) : TensorsByUri.fetch(version, came));
        return PublishedModel.open(manifest, tensors, device);
    }

    private byte[] chunks(ModelVersion version, Runnable came) {
        try {
            return new ChunkedFile(kafka).fetch(version, came);
        } catch (ChunksException e) {
            throw new ModelException(String.valueOf(e.getMessage()), e);
        }
    }
}
