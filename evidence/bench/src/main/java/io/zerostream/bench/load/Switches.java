package io.zerostream.bench.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zerostream.model.checkpoint.Checkpoint;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.registry.RegistryWriter;
import io.zerostream.schemas.registry.RegistryWriter.Planned;
import io.zerostream.trainer.flags.FlagsDataSet;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import io.zerostream.trainer.publish.ClassSetPlan;
import io.zerostream.trainer.publish.Publisher;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Future;

/** Publishes the bundled network twice, the second time with other weights by one bit, and switches to and fro. */
final class Switches implements AutoCloseable {
    private static final String DEPLOYMENT = "default";
    private static final int TOP_K = 5;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final RegistryWriter<ClassRegistryRecord> classes;
    private final RegistryWriter<ModelRegistryRecord> models;
    private final String[] versions = new String[2];
    private ClassSet set;
    private Deployment deployment;

    Switches(KafkaConnection kafka) throws IOException {
        Checkpoint one = FlagsCheckpoint.bundled();
        Checkpoint two = other(one);
        List<Prototype> members = FlagsDataSet.load().classes().stream()
                .map(c -> new Prototype(c.name(), c.attributes(), c.seen()))
                .toList();
        ClassSetPlan plan = new ClassSetPlan(FlagsDataSet.NAME, members, List.of(), SeenPenalty.NONE, -1, TOP_K);
        Publisher publisher = new Publisher(kafka, "bench");
        publisher.publish(two, plan);
        publisher.publish(one, plan, DEPLOYMENT);
        versions[0] = one.manifest().version();
        versions[1] = two.manifest().version();
        set = (ClassSet) entry(
                        kafka.readCompacted(Topics.CLASS_REGISTRY, ClassRegistryRecord.class),
                        RegistryKeys.classSet(plan.name()))
                .getEntry();
        deployment = (Deployment) entry(
                        kafka.readCompacted(Topics.MODEL_REGISTRY, ModelRegistryRecord.class),
                        RegistryKeys.deployment(DEPLOYMENT))
                .getEntry();
        classes = new RegistryWriter<>(kafka, Topics.CLASS_REGISTRY, ClassRegistryRecord.class, PATIENCE);
        models = new RegistryWriter<>(kafka, Topics.MODEL_REGISTRY, ModelRegistryRecord.class, PATIENCE);
    }

    private static <T> T entry(Map<String, T> records, String key) {
        return Objects.requireNonNull(records.get(key), () -> key + " was published and is not there");
    }

    private static Checkpoint other(Checkpoint one) throws IOException {
        ObjectMapper json = new ObjectMapper();
        ObjectNode manifest = (ObjectNode) json.readTree(one.manifest().toJson());
        manifest.put("version", one.manifest().version() + "-b");
        byte[] tensors = one.tensors().clone();
        tensors[tensors.length - Float.BYTES] ^= 1;
        return Checkpoint.of(Manifest.fromJson(manifest.toString()), tensors);
    }

    /** Publishes the next revision of the class set. @return when the first label with it was made, epoch milliseconds */
    Future<Long> classSet(Account account) throws Exception {
        set = ClassSet.newBuilder(set).setRevision(set.getRevision() + 1).build();
        Future<Long> first = first(account);
        ClassSet next = set;
        classes.write(end -> new Planned<>(
                Map.of(RegistryKeys.classSet(next.getName()), new ClassRegistryRecord(next)), next.getRevision()));
        return first;
    }

    /** Deploys the other model. @return when its first label was made, epoch milliseconds */
    Future<Long> model(Account account) throws Exception {
        String next = deployment.getVersion().equals(versions[0]) ? versions[1] : versions[0];
        deployment = Deployment.newBuilder(deployment)
                .setRevision(deployment.getRevision() + 1)
                .setVersion(next)
                .build();
        Future<Long> first = first(account);
        Deployment other = deployment;
        models.write(end -> new Planned<>(
                Map.of(RegistryKeys.deployment(DEPLOYMENT), new ModelRegistryRecord(other)), other.getRevision()));
        return first;
    }

    /** Labels of another partition may be seen late, so those of an earlier turn of the same model do not count. */
    private Future<Long> first(Account account) {
        String version = deployment.getVersion();
        long revision = set.getRevision();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return account.next(label -> label.getModelVersion().equals(version)
                && label.getClassSetRevision() == revision
                && !label.getLabelledAt().isBefore(now));
    }

    @Override
    public void close() {
        classes.close();
        models.close();
    }
}
