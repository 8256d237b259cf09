package io.zerostream.job.replay;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.Plan;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.avro.ModelVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model version of model-registry.
 *
 * @param version the version
 * @param record what says so
 */
public record PinnedVersion(ModelVersion version, ControlRecord record) {

    /**
     * Finds it.
     *
     * @param registry all of model-registry, in order
     * @param wanted {@code name/version}; null = what the deployment serves now
     * @throws ReplayException when it is not there, naming what is
     */
    public static PinnedVersion of(List<ControlRecord> registry, @Nullable String wanted, String deployment) {
        ControlState state = new ControlState(deployment, alarm -> {});
        registry.forEach(state::apply);
        List<ModelVersion> published = state.models().records().all().values().stream()
                .filter(record -> record.getEntry() instanceof ModelVersion)
                .map(record -> (ModelVersion) record.getEntry())
                .toList();
        ModelVersion found = wanted == null
                ? state.models().wanted().map(Plan::version).orElse(null)
                : published.stream()
                        .filter(version -> name(version).equals(wanted))
                        .findFirst()
                        .orElse(null);
        if (found == null) {
            throw new ReplayException((wanted == null
                            ? "deployment '" + deployment + "' serves no model: name one"
                            : "there is no model '" + wanted + "': write name/version")
                    + "; on model-registry are "
                    + published.stream().map(PinnedVersion::name).toList());
        }
        String key = RegistryKeys.modelVersion(found.getName(), found.getVersion());
        return new PinnedVersion(
                found, ControlRecord.ofModels(0, key, state.models().records().get(key)));
    }

    private static String name(ModelVersion version) {
        return version.getName() + '/' + version.getVersion();
    }
}
