package io.zerostream.gateway.internal.http;

import io.zerostream.gateway.internal.live.Jobs;
import io.zerostream.gateway.internal.registry.ClassRegistry;
import io.zerostream.gateway.internal.registry.ModelRegistryView;
import io.zerostream.gateway.internal.registry.Names;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.ServingView;
import io.zerostream.gateway.internal.view.SetView;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Both registries, and what requests that name nothing mean.
 *
 * @param classes spaces, classes, sets
 * @param models model versions and deployments
 * @param deploymentName the deployment whose model is the active one
 * @param fallbackSet default class set as long as there is no deployment
 * @param jobs how jobs follow their deployments
 */
public record Registries(
        ClassRegistry classes, ModelRegistryView models, String deploymentName, String fallbackSet, Jobs jobs) {

    /** What the job of the gateway's deployment serves. */
    public Optional<ServingView> serving() {
        return jobs.serving(deploymentName);
    }

    /** The active deployment, if there is one. */
    public Optional<Deployment> deployment() {
        return models.deployment(deploymentName);
    }

    /** Class set of requests that name none. */
    public String defaultSet() {
        return deployment().map(Deployment::getDefaultClassSet).orElse(fallbackSet);
    }

    /** Class sets that a deployment gives to pictures and that are not in the registry; a source may point to an alias. */
    List<String> missingSets(Deployment deployment) {
        Map<String, String> bySource = deployment.getSourceClassSets();
        return Stream.concat(
                        Stream.of(deployment.getDefaultClassSet()),
                        bySource.values().stream().sorted())
                .filter(set -> !bySource.containsKey(set))
                .filter(set -> classes.view().set(set).isEmpty())
                .distinct()
                .toList();
    }

    /**
     * A set that a picture asks for, or an alias of one; the job finds out what an alias means when it labels.
     *
     * @throws RefusedException when there is neither, naming the sets there are
     */
    String askedSet(String name) {
        if (!isSet(name)) {
            // says which there are
            classes.set(name);
        }
        return name;
    }

    /** Whether there is such a set, or an alias of one. */
    public boolean isSet(String name) {
        String meant = deployment()
                .map(Deployment::getSourceClassSets)
                .map(aliases -> aliases.get(name))
                .orElse(name);
        return classes.view().set(name).isPresent() || classes.view().set(meant).isPresent();
    }

    /** The set that a request means. */
    String setOrDefault(@Nullable String name) {
        return name == null ? defaultSet() : Names.checked("the set name", name);
    }

    /** A set as it is, with what it waits for; null when there is none of this name. */
    @Nullable
    SetView described(String set) {
        return classes.view().set(set).map(this::describe).orElse(null);
    }

    /**
     * The set that a picture is matched against, as the job finds it: that which it asks for, or that of its source; what is no
     * set may be an alias.
     *
     * @param asked a set or an alias; null = that of the source
     */
    String setOf(@Nullable String asked, String source) {
        Map<String, String> bySource = sources();
        String name = asked == null ? bySource.getOrDefault(source, defaultSet()) : asked;
        return classes.view().set(name).isPresent() ? name : bySource.getOrDefault(name, name);
    }

    /** Whether some deployment has a source or an alias of this name, and no class set has it. */
    boolean isAlias(String name) {
        return classes.view().set(name).isEmpty()
                && models.deployments().stream()
                        .anyMatch(deployment -> deployment.getSourceClassSets().containsKey(name));
    }

    private Map<String, String> sources() {
        return deployment().map(Deployment::getSourceClassSets).orElse(Map.of());
    }

    /** A set with what it waits for. */
    public SetView describe(ClassSet set) {
        return SetView.of(set, classes.view().missing(set.getName()));
    }
}
