package io.zerostream.job.internal.serving;

import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.model.matching.SemanticSpace;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why models that are open cannot serve.
 *
 * @param refused whether someone must change something; else waiting will do
 * @param message what and why, for people
 */
record Obstacle(boolean refused, String message) {
    /**
     * What is in the way.
     *
     * @param waiting for each set that is not complete, what it waits for
     * @return null = nothing
     */
    static @Nullable Obstacle of(Serving next, Map<String, String> waiting) {
        SemanticSpace space = next.active().model().model().space();
        Obstacle other = Stream.of(next.canary(), next.shadow())
                .filter(Objects::nonNull)
                .filter(beside -> !Serving.sameSpace(beside.model().model().space(), space))
                .map(beside -> otherSpace(beside, next))
                .findFirst()
                .orElse(null);
        if (other != null) {
            return other;
        }
        String asked = next.plan().deployment().getDefaultClassSet();
        String name = next.setName(asked, "");
        ServingSet set = next.sets().get(name);
        if (set == null) {
            return new Obstacle(
                    false,
                    "class set '" + name + "', the default of deployment '"
                            + next.plan().deployment().getName() + "', "
                            + waiting.getOrDefault(name, "does not exist"));
        }
        return Serving.sameSpace(set.scorer().prototypes().space(), space)
                ? null
                : new Obstacle(
                        true,
                        "class set '" + name + "' is in space '" + set.space() + "', but model "
                                + next.active().id() + " was trained in '" + space.name()
                                + "': publish the set in that space");
    }

    private static Obstacle otherSpace(Served beside, Serving next) {
        return new Obstacle(
                true,
                "model " + beside.id() + " was trained in space '"
                        + beside.model().model().space().name() + "', but "
                        + next.active().id()
                        + ", beside which it is to run, in '"
                        + next.active().model().model().space().name() + "': deploy one trained in the same space");
    }
}
