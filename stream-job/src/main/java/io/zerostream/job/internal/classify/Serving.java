package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.ServingSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a batch is answered with: a model, and the class sets as they were when the batch was closed. Immutable; whoever
 * uses it holds a share of the model.
 *
 * @param model the model
 * @param plan the deployment and version it came by
 * @param sets all complete sets by name, also those of other spaces
 */
record Serving(SharedModel model, Plan plan, Map<String, ServingSet> sets) {
    Serving {
        sets = Map.copyOf(sets);
    }

    /** The name of the set that a picture is matched against. */
    String setName(@Nullable String asked, String sourceId) {
        return asked != null
                ? asked
                : plan.deployment()
                        .getSourceClassSets()
                        .getOrDefault(sourceId, plan.deployment().getDefaultClassSet());
    }

    /** The set, or null when there is none of that name in the model's space. */
    @Nullable
    ServingSet set(String name) {
        ServingSet set = sets.get(name);
        return set != null && fits(set) ? set : null;
    }

    /** Names that {@link #set} knows. */
    Set<String> knownSets() {
        return new TreeSet<>(
                sets.values().stream().filter(this::fits).map(ServingSet::name).toList());
    }

    private boolean fits(ServingSet set) {
        return set.scorer()
                .prototypes()
                .space()
                .attributes()
                .equals(model.model().space().attributes());
    }
}
