package io.zerostream.trainer.loop;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.trainer.learn.Learner;

/** Pictures that are looked at and never trained on. */
public interface EvaluationSet {
    /** The classes that pictures may be of; the order is that of the vectors' labels. */
    Prototypes prototypes();

    /** Semantic vectors of all pictures, with the weights shown last. */
    SemanticVectors vectors(Learner learner);

    /** The same of pictures that show none of the classes; none unless there are such. */
    default SemanticVectors others(Learner learner) {
        return new SemanticVectors(
                new float[0], new int[0], prototypes().space().size());
    }
}
