package io.zerostream.trainer.publish;

import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Provenance;
import io.zerostream.schemas.change.SetScoring;
import io.zerostream.schemas.registry.ClassFold;
import io.zerostream.trainer.TrainerException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a plan comes to beside what the registry has: classes that people added to the set stay in it, values that people
 * gave to a class stay, and so may the set's scoring.
 *
 * @param plan to write
 * @param kept classes of the set that the plan does not have
 * @param values classes of the plan whose values people gave
 * @param scoringStays whether γ and threshold are not the plan's; the length of labels is the set's, where there is one
 */
record MergedSet(ClassSetPlan plan, List<String> kept, List<String> values, boolean scoringStays) {

    /**
     * Merges.
     *
     * @param space in which the model was trained
     * @param scoring γ and threshold of the set as it is, which may be null; empty = the plan's
     * @throws TrainerException when the set is in another space
     */
    static MergedSet of(
            ClassSetPlan plan,
            ClassFold registry,
            String space,
            Function<@Nullable ClassSet, Optional<SetScoring>> scoring) {
        @Nullable ClassSet there = registry.set(plan.name()).orElse(null);
        if (there != null && !there.getSpace().equals(space)) {
            throw new TrainerException("class set '" + plan.name() + "' is in space '"
                    + there.getSpace() + "', and the model was trained in '" + space
                    + "': publish its classes to a set of another name (--set)");
        }
        Map<String, ClassPrototype> known = registry.prototypes(space);
        List<String> values = new ArrayList<>();
        List<Prototype> members = new ArrayList<>(plan.members());
        List<Prototype> extra = new ArrayList<>(plan.extra());
        List<String> kept = new ArrayList<>();
        if (!plan.alone()) {
            members.replaceAll(member -> asPeopleHaveIt(member, known, values));
            extra.replaceAll(member -> asPeopleHaveIt(member, known, values));
            Set<String> names = new HashSet<>();
            members.forEach(member -> names.add(member.className()));
            for (String name : there == null ? List.<String>of() : there.getMembers()) {
                ClassPrototype prototype = known.get(name);
                if (prototype != null && names.add(name)) {
                    members.add(prototype(prototype));
                    kept.add(name);
                }
            }
        }
        @Nullable SetScoring scored = scoring.apply(there).orElse(null);
        return new MergedSet(
                new ClassSetPlan(
                        plan.name(),
                        members,
                        extra,
                        scored == null ? plan.penalty() : penalty(scored),
                        scored == null ? plan.unknownThreshold() : scored.unknownThreshold(),
                        there == null ? plan.topK() : there.getTopK(),
                        plan.alone()),
                List.copyOf(kept),
                List.copyOf(values),
                scored != null);
    }

    private static Prototype asPeopleHaveIt(Prototype planned, Map<String, ClassPrototype> known, List<String> values) {
        ClassPrototype there = known.get(planned.className());
        if (there == null || there.getProvenance() == Provenance.DATA_SET) {
            return planned;
        }
        values.add(planned.className());
        // what a model was trained on nobody knows better than it
        return new Prototype(there.getName(), vector(there), planned.seen());
    }

    /** γ with its unit. */
    private static SeenPenalty penalty(SetScoring scoring) {
        return new SeenPenalty(
                scoring.gamma(), Calibration.valueOf(scoring.calibration().name()));
    }

    private static Prototype prototype(ClassPrototype known) {
        return new Prototype(known.getName(), vector(known), known.getSeen());
    }

    private static float[] vector(ClassPrototype known) {
        float[] vector = new float[known.getVector().size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = known.getVector().get(i);
        }
        return vector;
    }
}
