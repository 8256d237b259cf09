package io.zerostream.cli.demo;

import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;

/** Looks up what is deployed. */
final class Deployments {
    private Deployments() {}

    /** Whether this deployment already serves this very model. Reads the model registry to its end. */
    static boolean serves(KafkaConnection kafka, String deployment, Manifest model) {
        ModelRegistryRecord record = kafka.readCompacted(Topics.MODEL_REGISTRY, ModelRegistryRecord.class)
                .get(RegistryKeys.deployment(deployment));
        return record != null
                && record.getEntry() instanceof Deployment active
                && active.getModel().equals(model.name())
                && active.getVersion().equals(model.version());
    }
}
