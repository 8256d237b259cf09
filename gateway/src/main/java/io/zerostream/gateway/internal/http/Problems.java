package io.zerostream.gateway.internal.http;

import io.zerostream.schemas.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What is wrong at present. Not long, whatever the registries say: everybody may ask for it. Thread-safe. */
public final class Problems {
    private static final int TOLD = 20;

    private final Registries registries;
    private final Supplier<List<String>> elsewhere;

    /**
     * @param registries tell which sets are incomplete, and whether a model is deployed
     * @param elsewhere what else is wrong
     */
    public Problems(Registries registries, Supplier<List<String>> elsewhere) {
        this.registries = registries;
        this.elsewhere = elsewhere;
    }

    /** A sentence for each, for people; empty = nothing is wrong. */
    public List<String> now() {
        List<String> found = new ArrayList<>(elsewhere.get());
        if (registries.deployment().isEmpty()) {
            found.add("no model is deployed as '" + registries.deploymentName() + "': publish and deploy one");
        }
        registries.deployment().ifPresent(deployment -> {
            List<String> missing = registries.models().unpublished(deployment);
            if (!missing.isEmpty()) {
                found.add("deployment '" + registries.deploymentName() + "' names versions of model "
                        + SafeText.of(deployment.getModel()) + " that are not published: "
                        + SafeText.of(String.join(", ", missing)) + "; " + until("they are"));
            }
            List<String> sets = registries.missingSets(deployment);
            if (!sets.isEmpty()) {
                found.add("deployment '" + registries.deploymentName() + "' names class sets that are not in the"
                        + " registry: " + SafeText.of(String.join(", ", sets.subList(0, Math.min(TOLD, sets.size()))))
                        + "; publish them: " + until("then"));
            }
        });
        Map<String, String> waiting = registries.classes().view().waiting();
        waiting.entrySet().stream()
                .limit(TOLD)
                .forEach(set -> found.add("class set '" + set.getKey() + "': " + set.getValue()));
        if (waiting.size() > TOLD) {
            found.add((waiting.size() - TOLD) + " further class sets wait for classes: see GET /api/sets");
        }
        return found;
    }

    /** Where nothing serves, nothing goes on. */
    private String until(String when) {
        return (registries.serving().isPresent() ? "what served goes on until " : "pictures wait until ") + when;
    }
}
