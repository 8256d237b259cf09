package io.zerostream.job.internal.control;

import java.io.Serializable;

/** Reads both registries from beginning to present end, beside the stream, when the job cannot serve yet. */
public interface RegistryReader extends Serializable {
    /**
     * All of class-registry. Blocks.
     *
     * @throws Exception when Kafka or the schema registry is away
     */
    RegistryContent readClasses() throws Exception;

    /**
     * All of model-registry. Blocks.
     *
     * @throws Exception when Kafka or the schema registry is away
     */
    RegistryContent readModels() throws Exception;
}
