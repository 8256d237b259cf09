package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.Deployment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which model version is to serve, as callers see it. */
public record DeploymentView(
        String name,
        long revision,
        String model,
        String version,
        String defaultClassSet,
        Map<String, String> sourceClassSets,
        @Nullable String shadowVersion,
        @Nullable String canaryVersion,
        float canaryShare,
        String changedAt,
        String author) {

    /** The deployment as the registry has it. */
    public static DeploymentView of(Deployment d) {
        return new DeploymentView(
                d.getName(),
                d.getRevision(),
                d.getModel(),
                d.getVersion(),
                d.getDefaultClassSet(),
                d.getSourceClassSets(),
                d.getShadowVersion(),
                d.getCanaryVersion(),
                d.getCanaryShare(),
                d.getChangedAt().toString(),
                d.getAuthor());
    }
}
