package io.zerostream.cli.demo;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.trainer.publish.Publisher;
import java.util.Optional;
import java.util.function.Consumer;

/** What a demo's home serves. A home is kept from one demo to the next, and so is what people did there. */
final class DemoDeployment {
    /** Of what the demo itself publishes. */
    private static final String AUTHOR = "demo";

    private final String name;
    private final FlagsScenario scenario;
    private final Consumer<String> out;

    /**
     * @param name of the deployment that the job follows
     * @param out takes lines for people
     */
    DemoDeployment(String name, FlagsScenario scenario, Consumer<String> out) {
        this.name = name;
        this.scenario = scenario;
        this.out = out;
    }

    /**
     * Publishes and deploys a network with the demo's class set, unless the home serves it already or somebody deployed
     * another one there. Classes that were added to the set stay in it.
     *
     * @param insists whether it takes the place of what somebody deployed
     * @return name and version of what the home serves now
     * @throws io.zerostream.trainer.TrainerException when it cannot be published
     */
    String publish(KafkaConnection kafka, Checkpoint checkpoint, boolean insists) {
        Manifest wanted = checkpoint.manifest();
        Optional<Deployment> there = find(kafka);
        if (there.filter(deployment -> serves(deployment, wanted)).isEmpty()) {
            if (there.isPresent() && !insists && !there.get().getAuthor().equals(AUTHOR)) {
                out.accept("This home has a deployment of its own, which stays; --fresh begins with the demo's again.");
                return SafeText.of(there.get().getModel() + ' ' + there.get().getVersion());
            }
            new Publisher(kafka, AUTHOR).publish(checkpoint, scenario.initialSet(checkpoint), name);
        }
        return wanted.name() + ' ' + wanted.version();
    }

    private Optional<Deployment> find(KafkaConnection kafka) {
        ModelRegistryRecord record = kafka.readCompacted(Topics.MODEL_REGISTRY, ModelRegistryRecord.class)
                .get(RegistryKeys.deployment(name));
        return record != null && record.getEntry() instanceof Deployment active
                ? Optional.of(active)
                : Optional.empty();
    }

    private static boolean serves(Deployment deployment, Manifest model) {
        return deployment.getModel().equals(model.name())
                && deployment.getVersion().equals(model.version());
    }
}
