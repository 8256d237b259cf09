package io.zerostream.trainer.publish;

import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Prototype;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelChunk;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.schemas.registry.ModelFold;
import io.zerostream.schemas.registry.Refusal;
import io.zerostream.schemas.registry.RegistryWriteException;
import io.zerostream.schemas.registry.RegistryWriter;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.trainer.TrainerException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Puts a checkpoint and the classes to find with it on the topics. What is referred to is written, and acknowledged,
 * before what refers to it: the space, the prototypes, the class set; the chunks, the model version; last the deployment
 * that makes a job use them. If it breaks off in between, nothing half-written is in use; publishing again is safe.
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
     * Publishes a model and a class set, and lets a deployment use them.
     *
     * @param deployment name of the deployment
     * @throws TrainerException when a record is not accepted, or the version exists with other tensors
     */
    public Publication publish(Checkpoint checkpoint, ClassSetPlan classes, String deployment) {
        long setRevision = publishClasses(checkpoint.manifest(), classes);
        int chunks = publishModel(checkpoint);
        long revision = activate(checkpoint.manifest(), deployment, classes.name());
        return publication(checkpoint, chunks, setRevision, revision);
    }

    /**
     * Publishes a model and a class set; no deployment changes.
     *
     * @throws TrainerException when a record is not accepted, or the version exists with other tensors
     */
    public Publication publish(Checkpoint checkpoint, ClassSetPlan classes) {
        long setRevision = publishClasses(checkpoint.manifest(), classes);
        return publication(checkpoint, publishModel(checkpoint), setRevision, 0);
    }

    private static Publication publication(Checkpoint checkpoint, int chunks, long setRevision, long revision) {
        Manifest manifest = checkpoint.manifest();
        return new Publication(manifest.name(), manifest.version(), chunks, setRevision, revision);
    }

    private long publishClasses(Manifest manifest, ClassSetPlan plan) {
        return write(Topics.CLASS_REGISTRY, ClassRegistryRecord.class, () -> classes(manifest, plan));
    }

    private Planned<ClassRegistryRecord, Long> classes(Manifest manifest, ClassSetPlan plan) {
        String space = manifest.space().name();
        ClassFold registry = ClassFold.read(kafka);
        long revision = registry.nextRevision(plan.name());
        List<Prototype> prototypes = new ArrayList<>(plan.members());
        prototypes.addAll(plan.extra());
        Map<String, @Nullable ClassRegistryRecord> needed = new LinkedHashMap<>();
        needed.put(
                RegistryKeys.space(space), new ClassRegistryRecord(RegistryRecords.space(manifest, plan.scaleMax())));
        for (Prototype prototype : prototypes) {
            ClassPrototype record = records.prototype(space, prototype);
            // what is there already keeps its author and note
            if (!isSame(record, registry.prototypes(space).get(prototype.className()))) {
                needed.put(RegistryKeys.prototype(space, prototype.className()), new ClassRegistryRecord(record));
            }
        }
        needed.put(
                RegistryKeys.classSet(plan.name()), new ClassRegistryRecord(records.classSet(space, plan, revision)));
        needed.forEach((key, record) -> requireTaken(registry.apply(key, record).refusal()));
        return new Planned<>(needed, revision);
    }

    /** All of a change or nothing, planned on what is there. */
    private <T extends SpecificRecord, R> R write(Topics.Topic topic, Class<T> type, Supplier<Planned<T, R>> plan) {
        try {
            return RegistryWriter.once(kafka, topic, type, PATIENCE, plan);
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
            throw new TrainerException("nothing was published: " + refusal.message());
        }
    }

    private int publishModel(Checkpoint checkpoint) {
        Manifest manifest = checkpoint.manifest();
        List<ModelChunk> chunks = Chunks.of(checkpoint, Topics.CHUNK_BYTES);
        String key = RegistryKeys.modelVersion(manifest.name(), manifest.version());
        if (registered(key) instanceof ModelVersion version
                && !version.getSha256().equals(manifest.sha256())) {
            throw new TrainerException("version " + manifest.version() + " of model " + manifest.name()
                    + " is published with other tensors; versions are never reused, give this one a new name");
        }
        ModelRegistryRecord record = new ModelRegistryRecord(records.modelVersion(checkpoint, chunks.size()));
        // before its weights go out, and again when it is written
        requireTaken(ModelFold.read(kafka).apply(key, record).refusal());
        try (OrderedWriter<ModelChunk> out = new OrderedWriter<>(kafka, Topics.MODEL_CHUNKS, ModelChunk.class)) {
            for (ModelChunk chunk : chunks) {
                out.send(RegistryKeys.chunk(manifest.name(), manifest.version(), chunk.getIndex()), chunk);
            }
            out.settle();
        }
        writeModels(() -> taken(key, record, chunks.size()));
        return chunks.size();
    }

    /**
     * Lets a deployment serve a former version of its model again. A canary ends; shadow and class sets stay.
     *
     * @param version null = the one published last before the one that serves
     * @return what serves now
     * @throws TrainerException when there is no such deployment or version
     */
    public Publication rollBack(String deployment, @Nullable String version) {
        return writeModels(() -> rolledBack(deployment, version));
    }

    private Planned<ModelRegistryRecord, Publication> rolledBack(String deployment, @Nullable String version) {
        String key = RegistryKeys.deployment(deployment);
        Map<String, ModelRegistryRecord> registry =
                kafka.readCompacted(Topics.MODEL_REGISTRY, ModelRegistryRecord.class);
        ModelRegistryRecord record = registry.get(key);
        if (record == null || !(record.getEntry() instanceof Deployment now)) {
            throw new TrainerException(
                    "there is no deployment '" + deployment + "'; publish a model with --activate first");
        }
        ModelVersion former = RegistryRecords.former(
                now,
                registry.values().stream()
                        .map(ModelRegistryRecord::getEntry)
                        .filter(ModelVersion.class::isInstance)
                        .map(ModelVersion.class::cast)
                        .toList(),
                version);
        Deployment next = records.rolledBack(now, former);
        return taken(
                key,
                new ModelRegistryRecord(next),
                new Publication(former.getName(), former.getVersion(), former.getChunks(), 0, next.getRevision()));
    }

    private long activate(Manifest manifest, String name, String classSet) {
        String key = RegistryKeys.deployment(name);
        return writeModels(() -> {
            ModelFold registry = ModelFold.read(kafka);
            Deployment old = registry.deployments().get(key);
            Deployment deployment = records.deployment(
                    name,
                    registry.nextRevision(name),
                    manifest,
                    classSet,
                    // keeps what a person set for single sources
                    old == null ? Map.of() : old.getSourceClassSets());
            return taken(key, new ModelRegistryRecord(deployment), deployment.getRevision());
        });
    }

    private <R> R writeModels(Supplier<Planned<ModelRegistryRecord, R>> plan) {
        return write(Topics.MODEL_REGISTRY, ModelRegistryRecord.class, plan);
    }

    private <R> Planned<ModelRegistryRecord, R> taken(String key, ModelRegistryRecord record, R result) {
        requireTaken(ModelFold.read(kafka).apply(key, record).refusal());
        Map<String, @Nullable ModelRegistryRecord> one = new LinkedHashMap<>();
        one.put(key, record);
        return new Planned<>(one, result);
    }

    private @Nullable Object registered(String key) {
        ModelRegistryRecord found = kafka.readCompacted(Topics.MODEL_REGISTRY, ModelRegistryRecord.class)
                .get(key);
        return found == null ? null : found.getEntry();
    }
}
