package io.zerostream.cli.sets;

import io.zerostream.cli.client.UserException;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.schemas.registry.Refusal;
import io.zerostream.schemas.registry.RegistryWriteException;
import io.zerostream.schemas.registry.RegistryWriter;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.schemas.registry.Revisions;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Changes which class set serves, by records on the registries, each checked against what is there.
 */
public final class SetSwitch {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConnection kafka;
    private final String author;
    private final Clock clock;

    /** @param author who changes, as records carry it */
    public SetSwitch(KafkaConnection kafka, String author, Clock clock) {
        this.kafka = kafka;
        this.author = author;
        this.clock = clock;
    }

    /**
     * Lets an alias or a source use a set, by one record of the deployment; everything that points to the alias follows.
     *
     * @param name an alias or a source id
     * @return the deployment's new revision
     * @throws UserException when set or deployment is not there, the alias is the name of a set, or the set is in another
     *     space than the model
     */
    public long use(String deployment, String name, String set) {
        return write(Topics.MODEL_REGISTRY, ModelRegistryRecord.class, () -> used(deployment, name, set));
    }

    private Planned<ModelRegistryRecord, Long> used(String deployment, String name, String set) {
        SetHistory sets = SetHistory.read(kafka);
        ClassSet wanted = sets.require(set);
        if (sets.present().containsKey(name)) {
            throw new UserException("'" + name + "' is the name of a class set, and pictures that ask for it mean that"
                    + " set: choose another alias");
        }
        Map<String, ModelRegistryRecord> models = kafka.readCompacted(Topics.MODEL_REGISTRY, ModelRegistryRecord.class);
        Deployment current = deployment(models, deployment);
        requireSpace(models, current, wanted);
        Map<String, String> names = new HashMap<>(current.getSourceClassSets());
        names.put(name, set);
        Deployment next = Deployment.newBuilder(current)
                .setRevision(Revisions.after(current.getRevision()))
                .setSourceClassSets(names)
                .setChangedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .setAuthor(author)
                .build();
        Map<String, @Nullable ModelRegistryRecord> records = new LinkedHashMap<>();
        ModelRegistryRecord record = new ModelRegistryRecord(next);
        requireTaken(ModelFold.read(kafka)
                .apply(RegistryKeys.deployment(deployment), record)
                .refusal());
        records.put(RegistryKeys.deployment(deployment), record);
        return new Planned<>(records, next.getRevision());
    }

    /**
     * Goes back to an earlier revision: its members and settings as a new revision, and the prototypes of members that were
     * removed since. Prototypes that were changed since stay changed, for other sets may share them.
     *
     * @return the new revision
     * @throws UserException when the registry does not remember it
     */
    public long rollBack(String set, long revision) {
        return write(Topics.CLASS_REGISTRY, ClassRegistryRecord.class, () -> rolledBack(set, revision));
    }

    private Planned<ClassRegistryRecord, Long> rolledBack(String set, long revision) {
        SetHistory history = SetHistory.read(kafka);
        ClassSet then = history.require(set, revision);
        Map<String, @Nullable ClassRegistryRecord> records = new LinkedHashMap<>();
        for (ClassPrototype prototype : history.removedSince(then)) {
            records.put(
                    RegistryKeys.prototype(prototype.getSpace(), prototype.getName()),
                    new ClassRegistryRecord(prototype));
        }
        long next = Revisions.after(history.newest(set));
        records.put(
                RegistryKeys.classSet(set),
                new ClassRegistryRecord(ClassSet.newBuilder(then)
                        .setRevision(next)
                        .setChangedAt(clock.instant().truncatedTo(ChronoUnit.MILLIS))
                        .setAuthor(author)
                        .build()));
        ClassFold registry = ClassFold.read(kafka);
        records.forEach(
                (key, record) -> requireTaken(registry.apply(key, record).refusal()));
        return new Planned<>(records, next);
    }

    /** What job and gateway would refuse is not written. */
    private static void requireTaken(@Nullable Refusal refusal) {
        if (refusal != null) {
            throw new UserException("nothing was changed: " + refusal.message());
        }
    }

    /**
     * Removes a set; prototypes stay.
     *
     * @throws UserException when it is not there, or a deployment uses it
     */
    public void remove(String set) {
        write(Topics.CLASS_REGISTRY, ClassRegistryRecord.class, () -> removed(set));
    }

    private Planned<ClassRegistryRecord, String> removed(String set) {
        SetHistory.read(kafka).require(set);
        ModelFold.read(kafka).userOf(set).ifPresent(d -> {
            throw new UserException("deployment '" + d.getName() + "' uses class set '" + set
                    + "', as default or for a source or alias: let them use another one first");
        });
        Map<String, @Nullable ClassRegistryRecord> records = new LinkedHashMap<>();
        records.put(RegistryKeys.classSet(set), null);
        return new Planned<>(records, set);
    }

    private static Deployment deployment(Map<String, ModelRegistryRecord> models, String name) {
        ModelRegistryRecord record = models.get(RegistryKeys.deployment(name));
        if (record == null || !(record.getEntry() instanceof Deployment deployment)) {
            throw new UserException("there is no deployment '" + name + "'; there are "
                    + models.values().stream()
                            .filter(r -> r.getEntry() instanceof Deployment)
                            .map(r -> ((Deployment) r.getEntry()).getName())
                            .toList());
        }
        return deployment;
    }

    private void requireSpace(Map<String, ModelRegistryRecord> models, Deployment deployment, ClassSet set) {
        ModelRegistryRecord record =
                models.get(RegistryKeys.modelVersion(deployment.getModel(), deployment.getVersion()));
        if (record != null && record.getEntry() instanceof ModelVersion version) {
            SemanticSpace trained = Manifest.fromJson(version.getManifest()).space();
            if (!set.getSpace().equals(trained.name())) {
                throw new UserException("class set '" + set.getName() + "' is in space '" + set.getSpace()
                        + "', but model " + deployment.getModel() + ' ' + deployment.getVersion()
                        + " was trained in '" + trained.name() + "': pictures could not be matched against it");
            }
        }
    }

    /** All of a change or nothing, planned on what is there. */
    private <T extends SpecificRecord, R> R write(Topics.Topic topic, Class<T> type, Supplier<Planned<T, R>> plan) {
        try {
            return RegistryWriter.once(kafka, topic, type, PATIENCE, plan);
        } catch (RegistryWriteException e) {
            throw new UserException(String.valueOf(e.getMessage()), e);
        }
    }
}
