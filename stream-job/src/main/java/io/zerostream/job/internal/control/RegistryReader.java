package io.zerostream.job.internal.control;

import java.io.Serializable;
import java.util.List;

/** Reads both registries from beginning to present end, beside the stream, when the job cannot serve yet. */
public interface RegistryReader extends Serializable {
    /**
     * All records of class-registry, in their order. Blocks.
     *
     * @throws Exception when Kafka or the schema registry is away
     */
    List<ControlRecord> readClasses() throws Exception;

    /**
     * All records of model-registry, in their order. Blocks.
     *
     * @throws Exception when Kafka or the schema registry is away
     */
    List<ControlRecord> readModels() throws Exception;
}
