package io.zerostream.job.replay;

import io.zerostream.job.internal.control.ControlRecord;
import io.zerostream.job.internal.control.ControlState;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.model.checkpoint.Manifest;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.schemas.RegistryKeys;
import io.zerostream.schemas.Topics;
import io.zerostream.schemas.avro.ClassRegistryRecord;
import io.zerostream.schemas.avro.ClassSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One revision of a class set with what it was complete with: found by folding class-registry as the job does, up to where
 * that revision began to serve. A prototype that changed later does not change it.
 *
 * @param set the revision
 * @param space its space, as the model library has it
 * @param records its space, its members' prototypes, and itself, in order
 */
public record PinnedSet(ClassSet set, SemanticSpace space, List<ControlRecord> records) {

    /**
     * Finds it.
     *
     * @param registry all of class-registry, in order
     * @param revision null = the newest that is complete
     * @throws ReplayException when it is not there, naming what is
     */
    public static PinnedSet of(List<ControlRecord> registry, String name, @Nullable Long revision) {
        TreeSet<Long> complete = new TreeSet<>();
        TreeSet<String> sets = new TreeSet<>();
        ControlState folded = fold(registry, state -> {
            sets.addAll(state.classes().serving().keySet());
            ServingSet serving = state.classes().serving().get(name);
            if (serving != null) {
                complete.add(serving.revision());
            }
            return false;
        });
        String waiting = folded.classes().waiting().get(name);
        folded.classes().close();
        if (complete.isEmpty()) {
            throw new ReplayException("there is no class set '" + name + "'"
                    + (waiting == null ? "" : " that is complete: its " + waiting)
                    + "; sets on class-registry: " + sets);
        }
        long wanted = revision == null ? complete.last() : revision;
        if (!complete.contains(wanted)) {
            throw new ReplayException("class set '" + name + "' has no revision " + wanted
                    + " that can serve; class-registry still has " + complete
                    + (waiting == null ? "" : ", and " + waiting)
                    + ". Revisions that were replaced more than a week ago may be compacted away");
        }
        ControlState then = fold(registry, state -> {
            ServingSet serving = state.classes().serving().get(name);
            return serving != null && serving.revision() == wanted;
        });
        PinnedSet pinned =
                pin(then, Objects.requireNonNull(then.classes().serving().get(name), "found above"));
        then.classes().close();
        return pinned;
    }

    /** Whether to stop here. */
    private interface Look {
        boolean at(ControlState state);
    }

    private static ControlState fold(List<ControlRecord> registry, Look look) {
        // what the registry refuses was told when it was written; a replay is about what it accepted
        ControlState state = new ControlState(ReplayPlan.DEPLOYMENT, alarm -> {});
        for (ControlRecord record : registry) {
            if (state.apply(record) && look.at(state)) {
                break;
            }
        }
        return state;
    }

    private static PinnedSet pin(ControlState state, ServingSet serving) {
        ClassSet set = serving.record();
        List<String> keys = new ArrayList<>();
        keys.add(RegistryKeys.space(set.getSpace()));
        set.getMembers().forEach(member -> keys.add(RegistryKeys.prototype(set.getSpace(), member)));
        keys.add(RegistryKeys.classSet(set.getName()));
        List<ControlRecord> records = new ArrayList<>();
        for (String key : keys) {
            ClassRegistryRecord record = Objects.requireNonNull(
                    state.classes().records().get(key), () -> Topics.CLASS_REGISTRY.name() + " lost " + key);
            records.add(ControlRecord.ofClasses(records.size(), key, record));
        }
        return new PinnedSet(set, serving.scorer().prototypes().space(), records);
    }

    /** @throws ReplayException when the model's vectors are not vectors of this set's space */
    public void requireSpaceOf(PinnedVersion model) {
        SemanticSpace trained = Manifest.fromJson(model.version().getManifest()).space();
        if (!trained.attributes().equals(space.attributes())) {
            throw new ReplayException("class set '" + set.getName() + "' is in space '" + space.name() + "', but model "
                    + model.version().getName() + '/' + model.version().getVersion() + " was trained in '"
                    + trained.name() + "': choose a model and a set of one space");
        }
    }
}
