package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.registry.RegistryLimits;

/**
 * What the job says that it serves.
 *
 * @param model name and version, with a space between them
 * @param revision of the deployment; 0 = it is only known from its labels
 * @param since when it said so first since it began, or when that label was made, as an ISO instant
 */
public record ServingView(String model, long revision, String since) {
    public ServingView {
        // of whoever writes notices and labels
        model = SafeText.of(model, 2 * RegistryLimits.NAME_CHARS + 1);
    }

    /** Whether that is what serves. */
    public boolean is(String name, String version) {
        return model.equals(name + ' ' + version);
    }
}
