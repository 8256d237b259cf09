package io.zerostream.schemas.registry;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKey;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.Refusal.Reason;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the records of model-registry, in the order of their offsets, come to: the published versions and the newest
 * revision of each deployment. Nothing is thrown for any record; what is refused leaves no trace in memory. Plain Java,
 * one thread; holds the records by reference.
 */
public final class ModelFold {
    private final Map<String, ModelVersion> versions = new TreeMap<>();
    private final Map<String, Deployment> deployments = new TreeMap<>();
    private final RemovedRevisions removed = new RemovedRevisions();
    private final Budget budget;

    /** Of at most {@link RegistryLimits#TOTAL_BYTES}. */
    public ModelFold() {
        this(RegistryLimits.TOTAL_BYTES);
    }

    /** @param totalBytes most that all records may take together */
    ModelFold(long totalBytes) {
        this.budget = new Budget(totalBytes);
    }

    /**
     * The registry as its topic says it is at present.
     *
     * @throws RuntimeException as Kafka's client or the schema registry's reports that it is away
     */
    public static ModelFold read(KafkaConnection kafka) {
        ModelFold fold = new ModelFold();
        kafka.readAll(
                Topics.MODEL_REGISTRY,
                ModelRegistryRecord.class,
                record -> fold.apply(record.key() == null ? "" : record.key(), record.value()));
        return fold;
    }

    /**
     * What one record changed.
     *
     * @param taken whether the record, or the removal, counts from now on
     * @param refusal why it does not; null = nothing is refused
     */
    public record Outcome(boolean taken, @Nullable Refusal refusal) {}

    /**
     * Folds in one record.
     *
     * @param key its key
     * @param record null for a tombstone
     */
    public Outcome apply(String key, @Nullable ModelRegistryRecord record) {
        Refusal refusal = refusal(key, record);
        if (refusal != null) {
            return new Outcome(false, refusal);
        }
        if (record == null) {
            budget.remove(key);
            versions.remove(key);
            Deployment last = deployments.remove(key);
            if (last != null) {
                removed.remember(key, last.getRevision());
            }
            return new Outcome(true, null);
        }
        budget.put(key, RecordSize.of(record));
        if (record.getEntry() instanceof Deployment deployment) {
            return new Outcome(!deployment.equals(deployments.put(key, deployment)), null);
        }
        versions.put(key, (ModelVersion) record.getEntry());
        return new Outcome(true, null);
    }

    private @Nullable Refusal refusal(String key, @Nullable ModelRegistryRecord record) {
        if (key.length() > RegistryLimits.KEY_CHARS) {
            return refused(Reason.UNREADABLE, key, "the key '" + SafeText.of(key) + "' is none; ignored");
        }
        if (record == null) {
            return removalRefusal(key);
        }
        Refusal refusal = ModelRules.refusal(key, record);
        if (refusal != null) {
            return refusal;
        }
        if (record.getEntry() instanceof Deployment next) {
            Deployment known = deployments.get(key);
            if (known != null && !Revisions.follows(next.getRevision(), known.getRevision()) && !next.equals(known)) {
                return refused(
                        Reason.DEPLOYMENT,
                        key,
                        "revision " + next.getRevision() + " of deployment '" + next.getName()
                                + "' came after revision " + known.getRevision()
                                + " and is ignored: do two programs write the registry? Make the change again");
            }
        }
        return budget.fits(key, RecordSize.of(record))
                ? null
                : refused(
                        record.getEntry() instanceof Deployment ? Reason.DEPLOYMENT : Reason.MODEL_VERSION,
                        key,
                        budget.full());
    }

    private @Nullable Refusal removalRefusal(String key) {
        RegistryKey parsed = RegistryKeys.parse(key).orElse(null);
        if (parsed == null
                || (parsed.kind() != RegistryKey.Kind.MODEL_VERSION && parsed.kind() != RegistryKey.Kind.DEPLOYMENT)) {
            return refused(
                    Reason.UNREADABLE,
                    key,
                    "a removal under '" + SafeText.of(key) + "', which is no key of model-registry; ignored");
        }
        return deployments.values().stream()
                .filter(deployment -> has(deployment, key))
                .findFirst()
                .map(deployment -> refused(
                        Reason.REMOVAL,
                        key,
                        "model version '" + SafeText.of(parsed.group() + ' ' + parsed.name())
                                + "' was removed but deployment '" + deployment.getName()
                                + "' has it; it stays: deploy another one first"))
                .orElse(null);
    }

    /** Whether a version is a deployment's active one, its canary or its shadow. */
    public static boolean has(Deployment deployment, String versionKey) {
        return names(deployment, deployment.getVersion(), versionKey)
                || names(deployment, deployment.getCanaryVersion(), versionKey)
                || names(deployment, deployment.getShadowVersion(), versionKey);
    }

    private static boolean names(Deployment deployment, @Nullable String version, String versionKey) {
        return version != null && versionKey.equals(RegistryKeys.modelVersion(deployment.getModel(), version));
    }

    /** All versions by key; a live view. */
    public Map<String, ModelVersion> versions() {
        return Collections.unmodifiableMap(versions);
    }

    /** All deployments by key; a live view. */
    public Map<String, Deployment> deployments() {
        return Collections.unmodifiableMap(deployments);
    }

    /**
     * The revision that the next change of a deployment takes. Where one of this name was removed it goes on counting: a job
     * that served it goes on doing so, and takes nothing older.
     */
    public long nextRevision(String deployment) {
        String key = RegistryKeys.deployment(deployment);
        Deployment now = deployments.get(key);
        return Revisions.after(now == null ? removed.of(key) : now.getRevision());
    }

    /** A deployment that a set cannot be taken from, for it is its default or that of a source or alias. */
    public Optional<Deployment> userOf(String classSet) {
        return deployments.values().stream()
                .filter(deployment -> uses(deployment, classSet))
                .findFirst();
    }

    /** Whether a set is a deployment's default, or that of a source or alias. */
    public static boolean uses(Deployment deployment, String classSet) {
        return deployment.getDefaultClassSet().equals(classSet)
                || deployment.getSourceClassSets().containsValue(classSet);
    }

    private static Refusal refused(Reason reason, String key, String message) {
        return new Refusal(reason, SafeText.of(key), message);
    }
}
