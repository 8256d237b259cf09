package io.zerostream.gateway.internal.lens;

import io.zerostream.gateway.internal.registry.ClassRegistryView;
import io.zerostream.gateway.internal.registry.PrototypeRecords;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.RefusedException;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.WhyView;
import io.zerostream.gateway.internal.view.WhyView.AttentionView;
import io.zerostream.gateway.internal.view.WhyView.Near;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.matching.Match;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a picture got its label: matched again by the job's own code with the model that labelled it. Thread-safe. */
public final class Why {
    /** Classes that are listed. */
    private static final int NEAREST = 10;
    /** Attributes that spoke for the answer, and as many against it. */
    private static final int SIGNS = 8;
    /** Of a similarity: what another device, another batch or a decode to another size may change. */
    private static final float SAME = 0.01f;

    private final Lens lens;
    private final ClassRegistryView classes;

    /**
     * @param lens looks into models
     * @param classes the class sets as they are now
     */
    public Why(Lens lens, ClassRegistryView classes) {
        this.lens = lens;
        this.classes = classes;
    }

    /**
     * Explains a label. Blocks while the model works.
     *
     * @param picture what was labelled, encoded
     * @throws RefusedException when the class set is not there, and as {@link Lens#ask}
     */
    public WhyView of(LabelView label, byte[] picture) {
        ClassSet set = classes.set(label.classSet())
                .orElseThrow(() -> new RefusedException(
                        Refusal.UNKNOWN_SET,
                        "class set '" + label.classSet() + "' is not there any more",
                        "see GET /api/sets"));
        SemanticSpace space = classes.space(set.getSpace()).orElseThrow(() -> waits(set));
        List<ClassPrototype> members = classes.members(set);
        if (members.isEmpty()) {
            throw waits(set);
        }
        return lens.ask(label.model(), label.modelVersion(), picture, (model, pixels) -> {
            try (SetScorer scorer = new SetScorer(
                    space,
                    set,
                    members.stream().map(PrototypeRecords::prototype).toList())) {
                return answer(label, set, members, scorer, model, pixels);
            }
        });
    }

    private static RefusedException waits(ClassSet set) {
        return new RefusedException(
                Refusal.DOES_NOT_FIT, "class set '" + set.getName() + "' waits for its space or its classes", "");
    }

    private static WhyView answer(
            LabelView label,
            ClassSet set,
            List<ClassPrototype> members,
            SetScorer scorer,
            ZeroShotModel model,
            byte[] pixels) {
        float[] vector = model.embed(pixels, 1);
        Match match = scorer.match(vector, 1, NEAREST).get(0);
        UnitVector unit = UnitVector.of(vector);
        String best = match.top().get(0).className();
        Contributions contributions = new Contributions(scorer.attributes(), unit.values(), scorer.row(best));
        AttentionView attention = model.attention(pixels, 1)
                .map(maps -> Looked.of(maps, scorer.attributes(), contributions))
                .orElse(null);
        return new WhyView(
                label.eventId(),
                label.sourceId(),
                label.model(),
                label.modelVersion(),
                label.classSet(),
                label.classSetRevision(),
                set.getRevision(),
                agrees(label, set, match),
                match.unknown() ? Outcome.UNKNOWN.name() : Outcome.LABELLED.name(),
                best,
                origin(best, members),
                match.similarity(),
                contributions.signs(SIGNS),
                match.top().stream()
                        .map(c -> new Near(c.className(), c.seen(), unit.cosine(scorer.row(c.className())), c.score()))
                        .toList(),
                new Otherwise(vector, scorer, match).view(),
                attention,
                attention == null
                        ? "networks of architecture '" + model.manifest().architecture()
                                + "', or built as this one is, have no maps of where they looked"
                        : null);
    }

    private static String origin(String name, List<ClassPrototype> members) {
        return members.stream()
                .filter(member -> member.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getProvenance()
                .name();
    }

    /** @return null when the set has moved on, so that there is nothing to compare with */
    private static @Nullable Boolean agrees(LabelView label, ClassSet set, Match match) {
        if (set.getRevision() != label.classSetRevision()) {
            return null;
        }
        boolean sameBest = !label.top().isEmpty()
                && label.top().get(0).name().equals(match.top().get(0).className());
        return sameBest
                && match.unknown() == label.outcome().equals(Outcome.UNKNOWN.name())
                && Math.abs(match.similarity() - label.similarity()) <= SAME;
    }
}
