package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.internal.registry.ClassRegistry;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.view.SetView;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Both registries, and what requests that name nothing mean.
 *
 * @param classes spaces, classes, sets
 * @param models model versions and deployments
 * @param deploymentName the deployment whose model is the active one
 * @param fallbackSet default class set as long as there is no deployment
 */
public record Registries(ClassRegistry classes, ModelRegistryView models, String deploymentName, String fallbackSet) {

    /** The active deployment, if there is one. */
    public Optional<Deployment> deployment() {
        return models.deployment(deploymentName);
    }

    /** Class set of requests that name none. */
    public String defaultSet() {
        return deployment().map(Deployment::getDefaultClassSet).orElse(fallbackSet);
    }

    /** The set that a request means. */
    String setOrDefault(@Nullable String name) {
        return name == null ? defaultSet() : Names.checked("the set name", name);
    }

    /** A set with what it waits for. */
    public SetView describe(ClassSet set) {
        return SetView.of(set, classes.view().missing(set.getName()));
    }
}
