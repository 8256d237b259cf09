package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.ModelFold;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of model-registry, in their order, into what should be served. Plain Java, one thread.
 *
 * <p>What it must remember is in {@link #records}: the registry's own keys, and under {@code serving/deployment} and
 * {@code serving/model}, {@code serving/canary}, {@code serving/shadow} the plan that last served, which may be older than
 * the newest when that is refused.
 */
public final class ModelRegistry {
    private static final String SERVING = "serving/";
    private static final String SERVING_DEPLOYMENT = SERVING + "deployment";
    private static final String SERVING_MODEL = SERVING + "model";
    private static final String SERVING_CANARY = SERVING + "canary";
    private static final String SERVING_SHADOW = SERVING + "shadow";

    private final Records<ModelRegistryRecord> records = new Records<>();
    private final String deploymentKey;
    private final Consumer<Alarm> alarms;
    private ModelFold fold = new ModelFold();

    /**
     * @param deployment the one to follow
     * @param alarms hears of what is refused
     */
    public ModelRegistry(String deployment, Consumer<Alarm> alarms) {
        this.deploymentKey = RegistryKeys.deployment(deployment);
        this.alarms = alarms;
    }

    /** The newest deployment, whether or not its version is there. */
    public Optional<Deployment> deployment() {
        return entry(deploymentKey, Deployment.class);
    }

    /** The newest deployment with the versions it names; empty while one of them is missing. */
    public Optional<Plan> wanted() {
        return deployment().flatMap(d -> Plan.of(d, name -> version(d, name)));
    }

    /** Versions that the newest deployment names and that are not published. */
    public List<String> missing() {
        return deployment()
                .map(d ->
                        Plan.names(d).filter(name -> version(d, name).isEmpty()).toList())
                .orElse(List.of());
    }

    private Optional<ModelVersion> version(Deployment d, String name) {
        return entry(RegistryKeys.modelVersion(d.getModel(), name), ModelVersion.class);
    }

    /** What last served, or was decided to, with its weights where the newest records of its versions say they are. */
    public Optional<Plan> lastGood() {
        return entry(SERVING_DEPLOYMENT, Deployment.class).flatMap(d -> remembered(d, SERVING_MODEL)
                .map(v -> new Plan(
                        d,
                        v,
                        remembered(d, SERVING_CANARY).orElse(null),
                        remembered(d, SERVING_SHADOW).orElse(null))));
    }

    private Optional<ModelVersion> remembered(Deployment d, String key) {
        return entry(key, ModelVersion.class).map(served -> version(d, served.getVersion())
                .filter(now -> now.getSha256().equals(served.getSha256()) && hasMoved(served, now))
                .map(now -> ModelVersion.newBuilder(served)
                        .setUri(now.getUri())
                        .setChunks(now.getChunks())
                        .build())
                .orElse(served));
    }

    private static boolean hasMoved(ModelVersion served, ModelVersion now) {
        return served.getChunks() != now.getChunks() || !Objects.equals(served.getUri(), now.getUri());
    }

    /** Remembers what is to serve from now on. */
    void serves(Plan plan) {
        records.put(SERVING_DEPLOYMENT, new ModelRegistryRecord(plan.deployment()));
        remember(SERVING_MODEL, plan.version());
        remember(SERVING_CANARY, plan.canary());
        remember(SERVING_SHADOW, plan.shadow());
    }

    private void remember(String key, @Nullable ModelVersion version) {
        if (version == null) {
            records.remove(key);
        } else {
            records.put(key, new ModelRegistryRecord(version));
        }
    }

    /** What must survive a restart. */
    public Records<ModelRegistryRecord> records() {
        return records;
    }

    /** Takes over remembered records into a fresh registry; what today's limits refuse is left behind, unless it serves. */
    public void restore(Map<String, ModelRegistryRecord> remembered) {
        remembered.forEach((key, record) -> {
            if (key.startsWith(SERVING)) {
                records.put(key, record);
            } else {
                apply(key, record);
            }
        });
    }

    /**
     * Applies one record.
     *
     * @param record null for a tombstone
     */
    void apply(String key, @Nullable ModelRegistryRecord record) {
        if (record == null && key.equals(deploymentKey)) {
            alarm(
                    Code.DEPLOYMENT_REFUSED,
                    "the deployment was removed; its model goes on serving: stop the job instead");
            return;
        }
        ModelFold.Outcome outcome = fold.apply(key, record);
        if (outcome.refusal() != null) {
            alarms.accept(Refusals.alarm(outcome.refusal()));
        } else if (outcome.taken() && record == null) {
            records.remove(key);
        } else if (outcome.taken()) {
            records.put(key, Objects.requireNonNull(record));
        }
    }

    /** Forgets all records but those of what serves. */
    void forget() {
        fold = new ModelFold();
        Set.copyOf(records.all().keySet()).stream()
                .filter(key -> !key.startsWith(SERVING))
                .forEach(records::remove);
    }

    /** Whether a class set cannot go: a deployment, also one that other jobs follow, has it as default or for a source. */
    boolean uses(String classSet) {
        return fold.userOf(classSet).isPresent()
                || lastGood()
                        .filter(plan -> ModelFold.uses(plan.deployment(), classSet))
                        .isPresent();
    }

    private <T> Optional<T> entry(String key, Class<T> type) {
        ModelRegistryRecord record = records.get(key);
        return record != null && type.isInstance(record.getEntry())
                ? Optional.of(type.cast(record.getEntry()))
                : Optional.empty();
    }

    private void alarm(Code code, String message) {
        alarms.accept(new Alarm(code, deploymentKey, message));
    }
}
