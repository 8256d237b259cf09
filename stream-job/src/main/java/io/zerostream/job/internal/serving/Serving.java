package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.control.Plan;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.model.matching.SemanticSpace;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a batch is answered with: models, and the class sets as they were when the batch was closed. Immutable; whoever
 * uses it holds a share of each model and set.
 *
 * @param plan the deployment and versions it came by
 * @param active serves
 * @param canary serves its share of the pictures; null = none
 * @param shadow labels beside, for nobody; null = none
 * @param sets all complete sets by name, also those of other spaces
 */
public record Serving(
        Plan plan,
        Served active,
        @Nullable Served canary,
        @Nullable Served shadow,
        Map<String, ServingSet> sets) {
    public Serving {
        sets = Map.copyOf(sets);
    }

    /** The same models with other sets. */
    Serving with(Map<String, ServingSet> otherSets) {
        return new Serving(plan, active, canary, shadow, otherSets);
    }

    /** Whether the canary labels a picture. */
    public boolean isForCanary(String eventId) {
        return canary != null && CanaryShare.picks(eventId, plan.deployment().getCanaryShare());
    }

    /** Takes a share of every model and set. */
    public void retain() {
        models().forEach(served -> served.model().retain());
        sets.values().forEach(set -> set.scorer().prototypes().retain());
    }

    /** Gives a share of every model and set back. */
    public void release() {
        models().forEach(served -> served.model().release());
        sets.values().forEach(set -> set.scorer().prototypes().release());
    }

    private List<Served> models() {
        return Stream.of(active, canary, shadow).filter(Objects::nonNull).toList();
    }

    /**
     * The name of the set that a picture is matched against: the one it asks for, else its source's, else the default.
     * What is no set may be an alias.
     */
    public String setName(@Nullable String asked, String sourceId) {
        String name = asked != null
                ? asked
                : names().getOrDefault(sourceId, plan.deployment().getDefaultClassSet());
        return sets.containsKey(name) ? name : names().getOrDefault(name, name);
    }

    private Map<String, String> names() {
        return plan.deployment().getSourceClassSets();
    }

    /** The set, or null when there is none of that name in the models' space. */
    @Nullable
    public ServingSet set(String name) {
        ServingSet set = sets.get(name);
        return set != null && fits(set) ? set : null;
    }

    /** Names that {@link #set} knows. */
    public Set<String> knownSets() {
        return new TreeSet<>(
                sets.values().stream().filter(this::fits).map(ServingSet::name).toList());
    }

    private boolean fits(ServingSet set) {
        return sameSpace(
                set.scorer().prototypes().space(), active.model().model().space());
    }

    /** Whether vectors of one are vectors of the other. */
    static boolean sameSpace(SemanticSpace a, SemanticSpace b) {
        return a.attributes().equals(b.attributes());
    }
}
