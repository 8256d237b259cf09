package io.zerostream.schemas.registry;

import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.registry.Refusal.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a record of model-registry may look like by itself; lengths and counts are looked at first. */
public final class ModelRules {
    private ModelRules() {}

    /**
     * Why a record cannot be, whatever else the registry holds.
     *
     * @return null = it can
     */
    public static @Nullable Refusal refusal(String key, ModelRegistryRecord record) {
        Object entry = record.getEntry();
        if (entry instanceof ModelVersion version) {
            String fault = fault(version);
            return fault != null
                    ? refused(Reason.MODEL_VERSION, key, fault + "; ignored")
                    : underItsKey(key, RegistryKeys.modelVersion(version.getName(), version.getVersion()));
        } else if (entry instanceof Deployment deployment) {
            String fault = fault(deployment);
            return fault != null
                    ? refused(Reason.DEPLOYMENT, key, fault + "; the former revision stays")
                    : underItsKey(key, RegistryKeys.deployment(deployment.getName()));
        }
        return refused(Reason.UNREADABLE, key, "the record under '" + SafeText.of(key) + "' is empty; ignored");
    }

    private static @Nullable Refusal underItsKey(String key, String own) {
        return key.equals(own) ? null : refused(Reason.UNREADABLE, key, Admission.otherKey(key, own));
    }

    private static Refusal refused(Reason reason, String key, String message) {
        return new Refusal(reason, SafeText.of(key), message);
    }

    /** What is wrong with a version, or null. */
    public static @Nullable String fault(ModelVersion version) {
        String id = "model version '" + SafeText.of(version.getName() + ' ' + version.getVersion()) + "'";
        String fault = NameRule.fault(version.getName());
        if (fault != null) {
            return "the name of " + id + " " + fault;
        }
        fault = NameRule.fault(version.getVersion());
        if (fault != null) {
            return "the version of " + id + " " + fault;
        }
        fault = firstTooLong(
                Map.of(
                        "space",
                        version.getSpace(),
                        "architecture",
                        version.getArchitecture(),
                        "author",
                        version.getAuthor(),
                        "sha256",
                        version.getSha256()),
                RegistryLimits.NAME_CHARS);
        if (fault != null) {
            return id + " " + fault;
        }
        fault = ClassRules.longerThan(version.getManifest(), RegistryLimits.MANIFEST_CHARS);
        if (fault != null) {
            return "the manifest of " + id + " " + fault;
        }
        if (version.getMetrics().size() > RegistryLimits.METRICS) {
            return id + " has " + version.getMetrics().size() + " figures; the limit is " + RegistryLimits.METRICS;
        }
        for (String metric : version.getMetrics().keySet()) {
            fault = NameRule.fault(metric);
            if (fault != null) {
                return "a figure of " + id + " " + fault;
            }
        }
        return placeFault(id, version);
    }

    /** Where the checkpoint is. */
    private static @Nullable String placeFault(String id, ModelVersion version) {
        if (version.getSize() < 1 || version.getSize() > RegistryLimits.CHECKPOINT_BYTES) {
            return id + " has a checkpoint of " + version.getSize() + " bytes; 1 to " + RegistryLimits.CHECKPOINT_BYTES
                    + " are possible";
        }
        String uri = version.getUri();
        if (uri != null) {
            return uriFault(id, uri);
        }
        if (version.getChunks() < 1 || version.getChunks() > RegistryLimits.CHUNKS) {
            return id + " has " + version.getChunks() + " chunks and no uri; 1 to " + RegistryLimits.CHUNKS
                    + " are possible";
        }
        return version.getSize() > (long) version.getChunks() * RegistryLimits.CHUNK_BYTES
                ? id + " has " + version.getSize() + " bytes, which its " + version.getChunks() + " chunks cannot hold"
                : null;
    }

    private static @Nullable String uriFault(String id, String uri) {
        String fault = ClassRules.longerThan(uri, RegistryLimits.URI_CHARS);
        if (fault != null) {
            return "the uri of " + id + " " + fault;
        }
        try {
            return new URI(uri).isAbsolute()
                    ? null
                    : "the uri '" + SafeText.of(uri) + "' of " + id
                            + " does not begin with a scheme such as file: or s3:";
        } catch (URISyntaxException e) {
            return "the uri '" + SafeText.of(uri) + "' of " + id + " is none: " + SafeText.of(e.getReason());
        }
    }

    /** What is wrong with a deployment, or null. */
    public static @Nullable String fault(Deployment deployment) {
        String name =
                "revision " + deployment.getRevision() + " of deployment '" + SafeText.of(deployment.getName()) + "'";
        String fault = NameRule.fault(deployment.getName());
        if (fault != null) {
            return "the name of " + name + " " + fault;
        }
        fault = ClassRules.revisionFault(deployment.getRevision());
        if (fault != null) {
            return name + " " + fault;
        }
        for (String named : new String[] {
            deployment.getModel(),
            deployment.getVersion(),
            deployment.getDefaultClassSet(),
            deployment.getCanaryVersion(),
            deployment.getShadowVersion()
        }) {
            fault = named == null ? null : NameRule.fault(named);
            if (fault != null) {
                return "a name in " + name + " " + fault;
            }
        }
        fault = ClassRules.longerThan(deployment.getAuthor(), RegistryLimits.NAME_CHARS);
        if (fault != null) {
            return "the author of " + name + " " + fault;
        }
        if (!(deployment.getCanaryShare() >= 0 && deployment.getCanaryShare() <= 1)) {
            return name + " has the canary share " + deployment.getCanaryShare() + ", which is not in [0,1]";
        }
        return sourcesFault(name, deployment.getSourceClassSets());
    }

    private static @Nullable String sourcesFault(String deployment, Map<String, String> sources) {
        if (sources.size() > RegistryLimits.SOURCES) {
            return deployment + " has sets for " + sources.size() + " sources and aliases; the limit is "
                    + RegistryLimits.SOURCES;
        }
        for (Map.Entry<String, String> source : sources.entrySet()) {
            String fault = NameRule.fault(source.getKey());
            if (fault != null) {
                return "a source or alias in " + deployment + " " + fault;
            }
            fault = NameRule.fault(source.getValue());
            if (fault != null) {
                return "a class set in " + deployment + " " + fault;
            }
        }
        return null;
    }

    private static @Nullable String firstTooLong(Map<String, String> fields, int limit) {
        for (Map.Entry<String, String> field : fields.entrySet()) {
            String fault = ClassRules.longerThan(field.getValue(), limit);
            if (fault != null) {
                return "is refused: its " + field.getKey() + " " + fault;
            }
        }
        return null;
    }
}
