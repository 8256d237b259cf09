package io.zerostream.trainer.flags.run;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.SemanticSpace;
import io.zerostream.trainer.learn.Learner;
import io.zerostream.trainer.loop.EvaluationSet;
import java.util.List;

/** Views of flags to look at, and pictures without a flag. */
final class FlagEvaluationSet implements EvaluationSet {
    private final Prototypes prototypes;
    private final FlagPictures views;
    private final FlagPictures without;

    /**
     * @param classes in the order that the views count them
     * @param without pictures without a flag; may be none
     */
    FlagEvaluationSet(SemanticSpace space, List<Prototype> classes, FlagPictures views, FlagPictures without) {
        prototypes = Prototypes.of(space, classes);
        this.views = views;
        this.without = without;
    }

    @Override
    public Prototypes prototypes() {
        return prototypes;
    }

    @Override
    public SemanticVectors vectors(Learner learner) {
        return learner.embed(views.rgb(), views.classes());
    }

    @Override
    public SemanticVectors others(Learner learner) {
        return without.rgb().isEmpty()
                ? EvaluationSet.super.others(learner)
                : learner.embed(without.rgb(), without.classes());
    }
}
