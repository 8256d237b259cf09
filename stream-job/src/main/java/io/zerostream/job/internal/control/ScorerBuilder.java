package io.zerostream.job.internal.control;

import io.zerostream.model.ModelException;
import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.schemas.avro.ClassPrototype;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** From registry records to the model library's types. */
final class ScorerBuilder {
    private static final float[][] NO_WORDS = new float[0][];

    private ScorerBuilder() {}

    /**
     * What builds the scorer of a set, later and on any thread, of the prototypes as they are now. It throws a
     * {@link ModelException} when something does not fit.
     *
     * @param known prototypes of the space by class name; all members are among them
     */
    static Supplier<ClassScorer> of(SemanticSpace space, ClassSet set, Map<String, ClassPrototype> known) {
        List<ClassPrototype> members =
                set.getMembers().stream().<ClassPrototype>map(known::get).toList();
        return () -> new ClassScorer(
                Prototypes.of(
                        space(space),
                        members.stream().map(ScorerBuilder::prototype).toList()),
                options(set));
    }

    private static io.zerostream.model.matching.SemanticSpace space(SemanticSpace record) {
        return new io.zerostream.model.matching.SemanticSpace(record.getName(), record.getAttributes(), NO_WORDS);
    }

    private static Prototype prototype(ClassPrototype record) {
        return new Prototype(record.getName(), FloatVector.floats(record.getVector()), record.getSeen());
    }

    private static ScoringOptions options(ClassSet set) {
        return new ScoringOptions(
                new SeenPenalty(
                        set.getGamma(), Calibration.valueOf(set.getCalibration().name())),
                set.getUnknownThreshold(),
                set.getTopK());
    }
}
