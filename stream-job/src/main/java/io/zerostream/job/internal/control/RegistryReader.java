package io.zerostream.job.internal.control;

import java.io.Serializable;
import java.util.Map;

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

    /** Begins to look which topics the registries are; whoever asks closes it. Does not block. */
    Watch watch();

    /** Says which topics the registries are at present. */
    interface Watch extends AutoCloseable {
        /**
         * Kafka's id of each registry topic, as in {@link RegistryContent#topicId}, by name; one that is not there is
         * absent. Blocks.
         *
         * @throws Exception when Kafka is away
         */
        Map<String, Long> topicIds() throws Exception;

        @Override
        void close();

        /** Of registries that never change. */
        static Watch ofNothing() {
            return new Watch() {
                @Override
                public Map<String, Long> topicIds() {
                    return Map.of();
                }

                @Override
                public void close() {
                    // holds nothing
                }
            };
        }
    }
}
