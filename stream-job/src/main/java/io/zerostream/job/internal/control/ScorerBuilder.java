package io.zerostream.job.internal.control;

import io.zerostream.model.ClassScorer;
import io.zerostream.model.ModelException;
import io.zerostream.model.Prototype;
import io.zerostream.model.Prototypes;
import io.zerostream.model.ScoringOptions;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.List;
import java.util.Map;

/** From registry records to the model library's types. */
final class ScorerBuilder {
    private static final float[][] NO_WORDS = new float[0][];

    private ScorerBuilder() {}

    /**
     * A scorer over a set.
     *
     * @param known prototypes of the space by class name; all members are among them
     * @throws ModelException when something does not fit
     */
    static ClassScorer build(SemanticSpace space, ClassSet set, Map<String, ClassPrototype> known) {
        List<Prototype> members = set.getMembers().stream()
                .map(known::get)
                .map(ScorerBuilder::prototype)
                .toList();
        return new ClassScorer(Prototypes.of(space(space), members), options(set));
    }

    private static io.zerostream.model.SemanticSpace space(SemanticSpace record) {
        return new io.zerostream.model.SemanticSpace(record.getName(), record.getAttributes(), NO_WORDS);
    }

    private static Prototype prototype(ClassPrototype record) {
        float[] vector = new float[record.getVector().size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = record.getVector().get(i);
        }
        return new Prototype(record.getName(), vector, record.getSeen());
    }

    private static ScoringOptions options(ClassSet set) {
        return new ScoringOptions(set.getGamma(), set.getUnknownThreshold(), set.getTopK());
    }
}
