package io.zerostream.schemas.change;

import io.zerostream.schemas.KafkaConnection;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.Deployment;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.ModelRegistryRecord;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.NoticeKind;
import io.zerostream.schemas.registry.ModelFold;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a deployment was, and what of it served: the first by the revisions that model-registry still has (a week at least),
 * the second by what the job said on job-notices (a month). Plain Java, one thread.
 */
final class DeploymentHistory {
    private static final String MODEL = "MODEL";

    private final String name;
    private final ModelFold models = new ModelFold();
    private final Map<String, Deployment> lastOf = new HashMap<>();
    private final List<String> wanted = new ArrayList<>();
    private final List<String> served = new ArrayList<>();

    /** @param name of the deployment */
    DeploymentHistory(String name) {
        this.name = name;
    }

    /** Reads both topics to their present end. */
    static DeploymentHistory read(KafkaConnection kafka, String name) {
        DeploymentHistory history = new DeploymentHistory(name);
        kafka.readAll(
                Topics.MODEL_REGISTRY,
                ModelRegistryRecord.class,
                record -> history.record(record.key() == null ? "" : record.key(), record.value()));
        kafka.readAll(Topics.JOB_NOTICES, JobNotice.class, record -> history.notice(record.value()));
        return history;
    }

    /** Goes on with model-registry's next record. */
    void record(String key, @Nullable ModelRegistryRecord record) {
        boolean taken = models.apply(key, record).taken();
        if (taken && key.equals(RegistryKeys.deployment(name))) {
            Deployment now = models.deployments().get(key);
            if (now != null) {
                String id = now.getModel() + ' ' + now.getVersion();
                wanted.add(id);
                lastOf.put(id, now);
            }
        }
    }

    /** Goes on with job-notices' next record. */
    void notice(@Nullable JobNotice notice) {
        if (notice != null
                && notice.getDeployment().equals(name)
                && notice.getKind() == NoticeKind.SWAP
                && notice.getCode().equals(MODEL)) {
            served.add(notice.getModel());
        }
    }

    /** The registry at the topic's end. */
    ModelFold models() {
        return models;
    }

    /**
     * The version that served last before the one that is wanted now. Where the job has said nothing yet, what was wanted
     * counts; where neither is remembered, the version of the same model that was published last before it.
     *
     * @throws ChangeRefusedException when there is none
     */
    ModelVersion before(Deployment now) {
        String id = now.getModel() + ' ' + now.getVersion();
        return last(served, id)
                .or(() -> served.isEmpty() ? last(wanted, id) : Optional.empty())
                .or(() -> publishedBefore(now))
                .orElseThrow(() -> new ChangeRefusedException("nothing is known that deployment '" + name
                        + "' served before model " + id + ", and no version of it was published before: name the one"
                        + " that is to serve (zerostream models activate NAME VERSION)"));
    }

    private Optional<ModelVersion> last(List<String> ids, String other) {
        for (int i = ids.size() - 1; i >= 0; i--) {
            String id = ids.get(i);
            Optional<ModelVersion> found = id.equals(other)
                    ? Optional.empty()
                    : models.versions().values().stream()
                            .filter(version -> NextDeployment.id(version).equals(id))
                            .findFirst();
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<ModelVersion> publishedBefore(Deployment now) {
        ModelVersion active = models.versions().get(RegistryKeys.modelVersion(now.getModel(), now.getVersion()));
        return active == null
                ? Optional.empty()
                : models.versions().values().stream()
                        .filter(version -> version.getName().equals(now.getModel()))
                        .filter(version -> version.getPublishedAt().isBefore(active.getPublishedAt()))
                        .reduce((a, b) -> a.getPublishedAt().isAfter(b.getPublishedAt()) ? a : b);
    }

    /** The deployment as it was when a version was wanted last, if that is remembered. */
    Optional<Deployment> lastOf(ModelVersion version) {
        return Optional.ofNullable(lastOf.get(NextDeployment.id(version)));
    }
}
