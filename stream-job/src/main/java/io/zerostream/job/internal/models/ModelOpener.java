package io.zerostream.job.internal.models;

import ai.djl.Device;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.schemas.avro.ModelVersion;
import java.io.Serializable;

/** Brings a published version's weights onto a device. */
public interface ModelOpener extends Serializable {
    /**
     * Fetches, checks and opens. Blocks for as long as that takes; not called on the task's thread.
     *
     * @return the model; the caller probes and closes it
     * @throws io.zerostream.model.ModelException when the checkpoint is incomplete, damaged, or does not fit: trying again
     *     will not help
     * @throws Exception when something was away: trying again may help
     */
    ZeroShotModel open(ModelVersion version, Device device) throws Exception;
}
