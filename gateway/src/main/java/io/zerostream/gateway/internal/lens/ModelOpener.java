package io.zerostream.gateway.internal.lens;

import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.avro.ModelVersion;

/** Brings a published version's weights onto the CPU. */
@FunctionalInterface
public interface ModelOpener {
    /**
     * Fetches, checks and opens; blocks for as long as that takes.
     *
     * @param version published in chunks
     * @return the model; the caller closes it
     * @throws io.zerostream.model.ModelException when the checkpoint is damaged, or of an unknown architecture
     * @throws io.zerostream.schemas.chunks.ChunksException when it is incomplete
     * @throws RuntimeException as Kafka's client or the schema registry's reports that it is away
     */
    ZeroShotModel open(ModelVersion version);
}
