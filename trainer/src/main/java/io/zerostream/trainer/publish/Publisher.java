package io.zerostream.trainer.publish;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Prototype;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SchemaRegistryException;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.change.ChangeRefusedException;
import io.zerostream.schemas.change.DeploymentSwitch;
import io.zerostream.schemas.change.RegistryEditor;
import io.zerostream.schemas.change.Rescored;
import io.zerostream.schemas.change.SetSwitch;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.schemas.registry.Refusal;
import io.zerostream.schemas.registry.RegistryWriteException;
import io.zerostream.schemas.registry.RegistryWriter;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.publish.Publication.PublishedSet;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a checkpoint and the classes to find with it on the topics. All of it is checked before anything is written; then
 * what is referred to is written, and acknowledged, before what refers to it: the chunks and the model version; the space,
 * the prototypes, the class set, with the γ and threshold that it serves with; then the deployment that makes a job
 * use them, and with it, at last, what the model recommends. Wherever it breaks off, what served serves on with what it was
 * scored with, or the model serves with the former one's scoring; the same again goes on from there.
 */
public final class Publisher {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final KafkaConnection kafka;
    private final RegistryRecords records;

    /**
     * @param author who publishes, as records carry it
     */
    public Publisher(KafkaConnection kafka, String author) {
        this(kafka, author, Clock.systemUTC());
    }

    Publisher(KafkaConnection kafka, String author, Clock clock) {
        this.kafka = kafka;
        this.records = new RegistryRecords(author, clock);
    }

    /**
     * Publishes a model and a class set, and lets a deployment serve the model. Its default class set stays where that is in
     * the model's space; else the published one becomes it. The sets that it serves are scored as the model recommends,
     * unless another deployment serves them too, or no model recommends what they have: somebody chose that.
     *
     * @param deployment name of the deployment
     * @throws TrainerException when a record is not accepted, the version exists with other tensors, or the class set is in
     *     another space
     */
    public Publication publish(Checkpoint checkpoint, ClassSetPlan classes, String deployment) {
        return publish(checkpoint, classes, deployment, false);
    }

    /**
     * The same, where one may ask for the published class set to become the deployment's default.
     *
     * @param asDefault whether it does, whatever the deployment had
     */
    public Publication publish(Checkpoint checkpoint, ClassSetPlan classes, String deployment, boolean asDefault) {
        Manifest manifest = checkpoint.manifest();
        Publication done = publish(checkpoint, classes);
        RegistryEditor editor = new RegistryEditor(kafka, records.author(), records.clock(), PATIENCE);
        DeploymentSwitch deployments = new DeploymentSwitch(editor);
        @Nullable String former = defaultSet(deployment);
        try {
            Deployment now = (asDefault
                            ? deployments.activate(deployment, manifest.name(), manifest.version(), classes.name())
                            : deployments.activateKeepingSet(
                                    deployment, manifest.name(), manifest.version(), classes.name()))
                    .result();
            Rescored scoring = new SetSwitch(editor)
                    .followModel(deployment, Scoring::recommended, false)
                    .result();
            return new Publication(
                    done.model(),
                    done.version(),
                    done.chunks(),
                    done.classSet(),
                    now.getRevision(),
                    new Publication.Activation(now.getDefaultClassSet(), former, scoring));
        } catch (ChangeRefusedException | RegistryWriteException | KafkaException | SchemaRegistryException e) {
            throw new TrainerException(
                    "the model is published; activating it did not come to its end, and the same again goes on from"
                            + " there: " + e.getMessage(),
                    e);
        }
    }

    private @Nullable String defaultSet(String deployment) {
        Deployment now = ModelFold.read(kafka).deployments().get(RegistryKeys.deployment(deployment));
        return now == null ? null : now.getDefaultClassSet();
    }

    /**
     * Publishes a model and a class set; no deployment changes. A set that a deployment uses keeps its γ and its threshold.
     *
     * @throws TrainerException when a record is not accepted, the version exists with other tensors, or the class set is in
     *     another space
     */
    public Publication publish(Checkpoint checkpoint, ClassSetPlan classes) {
        Manifest manifest = checkpoint.manifest();
        List<ModelChunk> chunks = Chunks.of(checkpoint, Topics.CHUNK_BYTES);
        String key = RegistryKeys.modelVersion(manifest.name(), manifest.version());
        ModelRegistryRecord model;
        try {
            model = checked(checkpoint, key, chunks.size());
            classes(manifest, classes);
        } catch (TrainerException e) {
            throw new TrainerException("nothing was published: " + e.getMessage(), e);
        }
        writeModel(key, model, chunks);
        PublishedSet set = write(Topics.CLASS_REGISTRY, ClassRegistryRecord.class, () -> classes(manifest, classes));
        return new Publication(manifest.name(), manifest.version(), chunks.size(), set, 0, null);
    }

    private Planned<ClassRegistryRecord, PublishedSet> classes(Manifest manifest, ClassSetPlan wanted) {
        String space = manifest.space().name();
        ClassFold registry = ClassFold.read(kafka);
        Scoring scoring = new Scoring(ModelFold.read(kafka));
        MergedSet merged = MergedSet.of(wanted, registry, space, there -> scoring.of(there, space));
        ClassSetPlan plan = merged.plan();
        long revision = registry.nextRevision(plan.name());
        List<Prototype> prototypes = new ArrayList<>(plan.members());
        prototypes.addAll(plan.extra());
        Map<String, @Nullable ClassRegistryRecord> needed = new LinkedHashMap<>();
        needed.put(
                RegistryKeys.space(space), new ClassRegistryRecord(RegistryRecords.space(manifest, plan.scaleMax())));
        Set<String> others = new TreeSet<>();
        for (Prototype prototype : prototypes) {
            @Nullable ClassPrototype known = registry.prototypes(space).get(prototype.className());
            ClassPrototype record = records.prototype(space, prototype, known);
            // what is there already keeps its author and note
            if (!isSame(record, known)) {
                needed.put(RegistryKeys.prototype(space, prototype.className()), new ClassRegistryRecord(record));
                others.addAll(registry.setsWith(space, prototype.className()));
            }
        }
        others.remove(plan.name());
        // a label's revision means one list of classes with their values
        for (String other : others) {
            ClassSet shared = registry.set(other).orElseThrow();
            needed.put(
                    RegistryKeys.classSet(other),
                    new ClassRegistryRecord(records.revised(shared, registry.nextRevision(other))));
        }
        needed.put(
                RegistryKeys.classSet(plan.name()), new ClassRegistryRecord(records.classSet(space, plan, revision)));
        needed.forEach((key, record) -> requireTaken(registry.apply(key, record).refusal()));
        return new Planned<>(
                needed,
                new PublishedSet(
                        plan.name(),
                        revision,
                        plan.members().size(),
                        merged.kept(),
                        merged.values(),
                        List.copyOf(others),
                        merged.scoringStays()));
    }

    /** All of a change or nothing, planned on what is there. */
    private <T extends SpecificRecord, R> R write(Topics.Topic topic, Class<T> type, Supplier<Planned<T, R>> plan) {
        try {
            return RegistryWriter.once(kafka, topic, type, PATIENCE, plan).result();
        } catch (RegistryWriteException e) {
            throw new TrainerException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isSame(ClassPrototype record, @Nullable ClassPrototype known) {
        return known != null
                && known.getSeen() == record.getSeen()
                && known.getVector().equals(record.getVector());
    }

    /** What job and gateway would refuse is not written. */
    private static void requireTaken(@Nullable Refusal refusal) {
        if (refusal != null) {
            throw new TrainerException(refusal.message());
        }
    }

    /** @throws TrainerException when the version is there with other tensors, or readers would refuse its record */
    private ModelRegistryRecord checked(Checkpoint checkpoint, String key, int chunks) {
        Manifest manifest = checkpoint.manifest();
        if (registered(key) instanceof ModelVersion version
                && !version.getSha256().equals(manifest.sha256())) {
            throw new TrainerException("version " + manifest.version() + " of model " + manifest.name()
                    + " is published with other tensors; versions are never reused, give this one a new name");
        }
        ModelRegistryRecord record = new ModelRegistryRecord(records.modelVersion(checkpoint, chunks));
        requireTaken(ModelFold.read(kafka).apply(key, record).refusal());
        return record;
    }

    private void writeModel(String key, ModelRegistryRecord record, List<ModelChunk> chunks) {
        try (OrderedWriter<ModelChunk> out = new OrderedWriter<>(kafka, Topics.MODEL_CHUNKS, ModelChunk.class)) {
            for (ModelChunk chunk : chunks) {
                out.send(RegistryKeys.chunk(chunk.getModel(), chunk.getVersion(), chunk.getIndex()), chunk);
            }
            out.settle();
        }
        write(Topics.MODEL_REGISTRY, ModelRegistryRecord.class, () -> {
            requireTaken(ModelFold.read(kafka).apply(key, record).refusal());
            Map<String, @Nullable ModelRegistryRecord> one = new LinkedHashMap<>();
            one.put(key, record);
            return new Planned<>(one, key);
        });
    }

    private @Nullable Object registered(String key) {
        ModelRegistryRecord found = kafka.readCompacted(Topics.MODEL_REGISTRY, ModelRegistryRecord.class)
                .get(key);
        return found == null ? null : found.getEntry();
    }
}
