package io.zerostream.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Matches semantic vectors with the classes of a set: softmax over the dot products with all prototypes, less γ for seen
 * classes (generalised zero-shot with calibrated stacking), top k, rejection of the unknown by cosine. Immutable, plain
 * Java, thread-safe; O(B·C·a) float operations.
 */
public final class ClassScorer {
    private static final int EVIDENCE = 5;
    /** Vectors whose scores are held at once. */
    private static final int TOGETHER = 8;

    private final Prototypes prototypes;
    private final ScoringOptions options;

    /**
     * @param prototypes the classes
     * @param options γ, threshold, k
     */
    public ClassScorer(Prototypes prototypes, ScoringOptions options) {
        this.prototypes = prototypes;
        this.options = options;
    }

    /** The classes. */
    public Prototypes prototypes() {
        return prototypes;
    }

    /**
     * Matches a batch.
     *
     * @param vectors semantic vectors (B, a), row-major, as a model gives them (not scaled)
     * @param batch B
     * @return one match a vector, in order
     * @throws ModelException when the array is not B × a long, or a vector holds values that are not finite
     */
    public List<Match> match(float[] vectors, int batch) {
        int a = prototypes.space().size();
        if (vectors.length != batch * a) {
            throw new ModelException(vectors.length + " values are not " + batch + " vectors of space '"
                    + prototypes.space().name() + "' (" + a + " attributes)");
        }
        List<Match> matches = new ArrayList<>(batch);
        float[][] scores = new float[Math.min(batch, TOGETHER)][prototypes.size()];
        for (int i = 0; i < batch; i += scores.length) {
            if (batch - i < scores.length) {
                scores = Arrays.copyOf(scores, batch - i);
            }
            prototypes.dotProducts(vectors, i * a, scores);
            for (int k = 0; k < scores.length; k++) {
                matches.add(match(vectors, (i + k) * a, scores[k]));
            }
        }
        return matches;
    }

    private Match match(float[] vectors, int from, float[] scores) {
        double norm = norm(vectors, from);
        if (!Double.isFinite(norm)) {
            throw new ModelException("the semantic vector holds values that are not finite");
        }
        float[] logits = scores.clone();
        calibrate(scores);
        int[] best = best(scores, Math.min(Math.max(2, options.topK()), scores.length));
        int first = best[0];
        float similarity = norm == 0 ? 0 : (float) (logits[first] / norm);
        List<ClassScore> top = IntStream.of(best)
                .limit(options.topK())
                .mapToObj(c -> new ClassScore(prototypes.className(c), scores[c], prototypes.seen(c)))
                .toList();
        float margin = best.length > 1 ? scores[first] - scores[best[1]] : scores[first];
        boolean unknown = similarity < options.unknownThreshold();
        return new Match(unknown, top, evidence(vectors, from, norm, first), margin, similarity);
    }

    /** Softmax in place, then γ off the seen. */
    private void calibrate(float[] scores) {
        float max = Float.NEGATIVE_INFINITY;
        for (float s : scores) {
            max = Math.max(max, s);
        }
        double sum = 0;
        for (int c = 0; c < scores.length; c++) {
            scores[c] = (float) Math.exp(scores[c] - max);
            sum += scores[c];
        }
        for (int c = 0; c < scores.length; c++) {
            scores[c] = (float) (scores[c] / sum) - (prototypes.seen(c) ? options.gamma() : 0);
        }
    }

    /** Indices of the k largest, largest first; ties go to the class that comes first. */
    private static int[] best(float[] scores, int k) {
        int[] best = new int[k];
        int count = 0;
        for (int c = 0; c < scores.length; c++) {
            if (count == k && scores[c] <= scores[best[k - 1]]) {
                continue;
            }
            int place = count < k ? count++ : k - 1;
            while (place > 0 && scores[c] > scores[best[place - 1]]) {
                best[place] = best[place - 1];
                place--;
            }
            best[place] = c;
        }
        return best;
    }

    private double norm(float[] vectors, int from) {
        double squares = 0;
        for (int j = 0; j < prototypes.space().size(); j++) {
            squares += (double) vectors[from + j] * vectors[from + j];
        }
        return Math.sqrt(squares);
    }

    private List<Evidence> evidence(float[] vectors, int from, double norm, int c) {
        float[] row = prototypes.row(c);
        float[] share = new float[row.length];
        for (int j = 0; j < row.length; j++) {
            share[j] = vectors[from + j] * row[j];
        }
        return IntStream.of(best(share, Math.min(EVIDENCE, share.length)))
                .filter(j -> share[j] > 0)
                .mapToObj(j -> new Evidence(
                        prototypes.space().attributes().get(j), (float) (vectors[from + j] / norm), row[j]))
                .toList();
    }
}
