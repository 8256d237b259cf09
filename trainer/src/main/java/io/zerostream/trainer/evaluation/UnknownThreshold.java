package io.zerostream.trainer.evaluation;

import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.Prototypes;
import io.zerostream.model.matching.ScoringOptions;
import io.zerostream.model.matching.SeenPenalty;
import java.util.Arrays;

/**
 * The cosine to the best class below which a picture is called unknown, and what it does.
 *
 * @param threshold in [-1, 1]
 * @param knownKept share of pictures of known classes at or above it
 * @param othersRejected share of pictures that show no class at all below it
 */
public record UnknownThreshold(float threshold, double knownKept, double othersRejected) {

    /**
     * Chooses the threshold.
     *
     * @param known vectors of pictures of the prototypes' classes
     * @param others vectors of pictures of something else
     * @param penalty that will go with the threshold
     * @param keep share of the known pictures to keep, in (0, 1]
     */
    public static UnknownThreshold choose(
            SemanticVectors known, SemanticVectors others, Prototypes prototypes, SeenPenalty penalty, double keep) {
        ClassScorer scorer = new ClassScorer(prototypes, new ScoringOptions(penalty, -1, 1));
        double[] cosines = cosines(scorer, known);
        Arrays.sort(cosines);
        double threshold = cosines[(int) Math.min(cosines.length - 1, Math.floor((1 - keep) * cosines.length))];
        return new UnknownThreshold(
                (float) threshold, 1 - shareBelow(cosines, threshold), shareBelow(cosines(scorer, others), threshold));
    }

    private static double shareBelow(double[] cosines, double threshold) {
        return Arrays.stream(cosines).filter(c -> c < threshold).count() / (double) Math.max(1, cosines.length);
    }

    private static double[] cosines(ClassScorer scorer, SemanticVectors vectors) {
        return scorer.match(vectors.rows(), vectors.size()).stream()
                .mapToDouble(Match::similarity)
                .toArray();
    }
}
