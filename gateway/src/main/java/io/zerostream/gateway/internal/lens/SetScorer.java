package io.zerostream.gateway.internal.lens;

import io.zerostream.model.matching.Calibration;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototype;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.schemas.avro.ClassSet;
import io.zerostream.schemas.avro.SemanticSpace;
import java.util.List;

/** A class set with what the job matches with: prototypes, γ, threshold. Large ones hold native memory until closed. */
public final class SetScorer implements AutoCloseable {
    private static final float[][] NO_WORDS = new float[0][];

    private final ClassSet set;
    private final Prototypes prototypes;

    /**
     * @param space of the set
     * @param members its classes, at least one
     * @throws io.zerostream.model.ModelException when a class does not fit the space
     */
    public SetScorer(SemanticSpace space, ClassSet set, List<Prototype> members) {
        this.set = set;
        this.prototypes = Prototypes.of(
                new io.zerostream.model.matching.SemanticSpace(space.getName(), space.getAttributes(), NO_WORDS),
                members);
    }

    /** Attribute names, in the order of vectors. */
    List<String> attributes() {
        return prototypes.space().attributes();
    }

    /** γ, with its unit. */
    SeenPenalty penalty() {
        return new SeenPenalty(
                set.getGamma(), Calibration.valueOf(set.getCalibration().name()));
    }

    /** Least cosine for a label; -1 = every picture gets one. */
    float threshold() {
        return set.getUnknownThreshold();
    }

    /**
     * As the job matches.
     *
     * @param vectors (count, a), row-major
     * @param classes how many to list, at least 1
     */
    public List<Match> match(float[] vectors, int count, int classes) {
        return match(vectors, count, classes, penalty());
    }

    /** As it would match with another penalty. */
    List<Match> match(float[] vectors, int count, int classes, SeenPenalty penalty) {
        return new ClassScorer(prototypes, new ScoringOptions(penalty, threshold(), classes)).match(vectors, count);
    }

    /** The unit-length prototype (a) of a member; a new array. */
    float[] row(String className) {
        for (int c = 0; c < prototypes.size(); c++) {
            if (prototypes.className(c).equals(className)) {
                return prototypes.row(c);
            }
        }
        throw new IllegalArgumentException("set '" + set.getName() + "' has no class '" + className + "'");
    }

    /** Frees what is native. */
    @Override
    public void close() {
        prototypes.release();
    }
}
