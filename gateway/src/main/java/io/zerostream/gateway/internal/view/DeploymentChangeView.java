package io.zerostream.gateway.internal.view;

import io.zerostream.gateway.internal.registry.DeploymentChange;
import java.util.List;

/**
 * A deployment after a change; whether it serves says the status.
 *
 * @param changed false = it said so already, and has no new revision
 * @param warnings what the caller should know
 */
public record DeploymentChangeView(DeploymentView deployment, boolean changed, List<String> warnings) {
    /** The change as it was written. */
    public static DeploymentChangeView of(DeploymentChange change) {
        return new DeploymentChangeView(DeploymentView.of(change.deployment()), change.changed(), change.warnings());
    }
}
