package io.zerostream.trainer.flags.run;

import io.zerostream.model.image.ImageInput;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.SemanticVectors;
import io.zerostream.trainer.evaluation.UnknownThreshold;
import io.zerostream.trainer.flags.FlagClass;
import io.zerostream.trainer.learn.Learner;
import java.util.ArrayList;
import java.util.List;

/** Looks at seen classes only: those trained on in stage one as trained, the held-out ones as new. */
final class Validation {
    private static final int PICTURES_WITHOUT_FLAG = 256;

    private final TrainingConfig config;
    private final Prototypes prototypes;
    private final Pictures views;
    private final Pictures others;

    Validation(
            TrainingConfig config,
            ImageInput input,
            SemanticSpace space,
            List<FlagClass> trained,
            List<FlagClass> heldOut) {
        this.config = config;
        List<FlagClass> all = new ArrayList<>(trained);
        all.addAll(heldOut);
        List<Prototype> rows = all.stream()
                .map(c -> new Prototype(c.name(), c.attributes(), trained.contains(c)))
                .toList();
        prototypes = Prototypes.of(space, rows);
        views = Pictures.of(all, config.protocol().validationViews(), "validation", config, input);
        others = Pictures.withoutFlag(PICTURES_WITHOUT_FLAG, "validation", config, input);
    }

    /** What was seen. */
    record Look(Evaluation evaluation, UnknownThreshold unknown) {}

    /** Evaluates the weights shown, at the γ that gives the greatest H here, and chooses the threshold that goes with it. */
    Look look(Learner learner) {
        SemanticVectors known = learner.embed(views.rgb(), views.classes());
        Evaluation evaluation = Evaluation.choosing(known, prototypes);
        return new Look(
                evaluation,
                UnknownThreshold.choose(
                        known,
                        learner.embed(others.rgb(), others.classes()),
                        prototypes,
                        evaluation.penalty(),
                        config.protocol().knownKept()));
    }
}
