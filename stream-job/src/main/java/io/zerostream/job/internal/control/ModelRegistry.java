package io.zerostream.job.internal.control;

import io.zerostream.job.internal.Alarm;
import io.zerostream.job.internal.Alarm.Code;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Folds the records of model-registry, in their order, into what should be served. Plain Java, one thread.
 *
 * <p>What it must remember is in {@link #records}: the registry's own keys, and under {@code serving/deployment} and
 * {@code serving/model} the plan that last served, which may be older than the newest when that is refused.
 */
public final class ModelRegistry {
    private static final String SERVING_DEPLOYMENT = "serving/deployment";
    private static final String SERVING_MODEL = "serving/model";

    private final Records<ModelRegistryRecord> records = new Records<>();
    private final String deploymentKey;
    private final Consumer<Alarm> alarms;

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

    /** The newest deployment with the version it names; empty while either is missing. */
    public Optional<Plan> wanted() {
        return deployment()
                .flatMap(d -> entry(RegistryKeys.modelVersion(d.getModel(), d.getVersion()), ModelVersion.class)
                        .map(v -> new Plan(d, v)));
    }

    /** What last served. */
    public Optional<Plan> lastGood() {
        return entry(SERVING_DEPLOYMENT, Deployment.class)
                .flatMap(d -> entry(SERVING_MODEL, ModelVersion.class).map(v -> new Plan(d, v)));
    }

    /** Remembers what serves now. */
    public void serves(Plan plan) {
        records.put(SERVING_DEPLOYMENT, new ModelRegistryRecord(plan.deployment()));
        records.put(SERVING_MODEL, new ModelRegistryRecord(plan.version()));
    }

    /** What must survive a restart. */
    public Records<ModelRegistryRecord> records() {
        return records;
    }

    /** Takes over remembered records into a fresh registry. */
    public void restore(Map<String, ModelRegistryRecord> remembered) {
        remembered.forEach(records::put);
    }

    /**
     * Applies one record.
     *
     * @param key its key, taken apart
     * @param record null for a tombstone
     */
    void apply(String plainKey, RegistryKey key, @Nullable ModelRegistryRecord record) {
        Object entry = record == null ? null : record.getEntry();
        if (record == null) {
            remove(plainKey, key);
        } else if (key.kind() == RegistryKey.Kind.MODEL_VERSION && entry instanceof ModelVersion) {
            records.put(plainKey, record);
        } else if (key.kind() == RegistryKey.Kind.DEPLOYMENT && entry instanceof Deployment deployment) {
            if (plainKey.equals(deploymentKey)) {
                deploy(deployment, record);
            }
        } else {
            alarm(
                    Code.UNREADABLE_CONTROL,
                    "the record under '" + plainKey + "' is of another kind than its key; ignored");
        }
    }

    private void deploy(Deployment next, ModelRegistryRecord record) {
        long known = deployment().map(Deployment::getRevision).orElse(0L);
        if (next.getRevision() > known) {
            records.put(deploymentKey, record);
        }
    }

    private void remove(String key, RegistryKey parsed) {
        if (key.equals(deploymentKey)) {
            alarm(
                    Code.DEPLOYMENT_REFUSED,
                    "deployment '" + parsed.name() + "' was removed; its model goes on serving: stop the job instead");
        } else if (key.equals(wanted().map(ModelRegistry::versionKey).orElse(""))) {
            alarm(
                    Code.REMOVAL_IGNORED,
                    "model version '" + parsed.group() + ' ' + parsed.name()
                            + "' was removed but is deployed; it stays: deploy another one first");
        } else {
            records.remove(key);
        }
    }

    private static String versionKey(Plan plan) {
        return RegistryKeys.modelVersion(
                plan.version().getName(), plan.version().getVersion());
    }

    private <T> Optional<T> entry(String key, Class<T> type) {
        ModelRegistryRecord record = records.get(key);
        return record != null && type.isInstance(record.getEntry())
                ? Optional.of(type.cast(record.getEntry()))
                : Optional.empty();
    }

    private void alarm(Code code, String message) {
        alarms.accept(new Alarm(code, message));
    }
}
