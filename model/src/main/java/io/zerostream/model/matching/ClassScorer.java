package io.zerostream.model.matching;

import io.zerostream.model.ModelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Matches semantic vectors with the classes of a set: softmax over the dot products with all prototypes, γ off the seen
 * classes (generalised zero-shot with calibrated stacking) before or after it, top k, rejection of the unknown by cosine.
 * Immutable, thread-safe; O(B·C·a) float operations, as a matrix product of the native library where there is one.
 */
public final class ClassScorer {
    private static final int EVIDENCE = 5;

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

    /** γ, threshold, k. */
    public ScoringOptions options() {
        return options;
    }

    /**
     * Matches a batch.
     *
     * @param vectors semantic vectors (B, a), row-major, as a model gives them (not scaled)
     * @param batch B
     * @return one match a vector, in order
     * @throws ModelException when the array is not B × a long, or a vector holds values that are not finite
     * @throws IllegalStateException when the prototypes were freed
     */
    public List<Match> match(float[] vectors, int batch) {
        int a = prototypes.space().size();
        if (vectors.length != batch * a) {
            throw new ModelException(vectors.length + " values are not " + batch + " vectors of space '"
                    + prototypes.space().name() + "' (" + a + " attributes)");
        }
        prototypes.retain();
        try {
            int step = prototypes.groups().stream()
                    .mapToInt(group -> group.rows().mostVectors())
                    .min()
                    .orElse(1);
            List<Match> matches = new ArrayList<>(batch);
            for (int from = 0; from < batch; from += step) {
                int to = Math.min(batch, from + step);
                matchSome(Arrays.copyOfRange(vectors, from * a, to * a), to - from, matches);
            }
            return matches;
        } finally {
            prototypes.release();
        }
    }

    private void matchSome(float[] vectors, int count, List<Match> matches) {
        int a = prototypes.space().size();
        double[] norms = new double[count];
        for (int i = 0; i < count; i++) {
            norms[i] = Prototypes.norm(vectors, i * a, a);
            // no product with a unit row is larger than the norm
            if (!(norms[i] < Float.MAX_VALUE)) {
                throw new ModelException("the semantic vector holds values that are not finite");
            }
        }
        int wanted = Math.min(Math.max(2, options.topK()), prototypes.size());
        List<Leaders> leaders = prototypes.groups().stream()
                .map(group -> group.rows().leaders(vectors, count, wanted))
                .toList();
        for (int i = 0; i < count; i++) {
            matches.add(match(vectors, i, norms[i], leaders, wanted));
        }
    }

    private Match match(float[] vectors, int i, double norm, List<Leaders> leaders, int wanted) {
        List<Scored> best = best(leaders, i, wanted);
        Scored first = best.get(0);
        float similarity = norm == 0 ? 0 : (float) (first.logit() / norm);
        List<ClassScore> top = best.stream()
                .limit(options.topK())
                .map(s -> new ClassScore(prototypes.className(s.number()), s.score(), prototypes.seen(s.number())))
                .toList();
        float margin = best.size() > 1 ? first.score() - best.get(1).score() : first.score();
        boolean unknown = similarity < options.unknownThreshold();
        int a = prototypes.space().size();
        return new Match(unknown, top, evidence(vectors, i * a, norm, first.number()), margin, similarity);
    }

    /** A class with its product, what it is ranked by, and its score. */
    private record Scored(int number, float logit, float rank, float score) {
        boolean before(Scored other) {
            return rank > other.rank || (rank == other.rank && number < other.number);
        }
    }

    /** The best of both groups, best first; ties go to the class that comes first. */
    private List<Scored> best(List<Leaders> leaders, int vector, int wanted) {
        List<ClassGroup> groups = prototypes.groups();
        float shift = Float.NEGATIVE_INFINITY;
        for (int g = 0; g < groups.size(); g++) {
            shift = Math.max(shift, leaders.get(g).largest(vector) - logitPenalty(groups.get(g)));
        }
        double total = 0;
        for (int g = 0; g < groups.size(); g++) {
            total += leaders.get(g).sum(vector, shift + logitPenalty(groups.get(g)));
        }
        List<Scored> best = List.of();
        for (int g = 0; g < groups.size(); g++) {
            best = merge(best, scored(groups.get(g), leaders.get(g).best(vector, wanted), shift, total), wanted);
        }
        return best;
    }

    private List<Scored> scored(ClassGroup group, Ranked best, float shift, double total) {
        boolean inLogits = options.penalty().calibration() == Calibration.LOGITS;
        float fromSoftmax = inLogits || !isSeen(group) ? 0 : options.penalty().gamma();
        List<Scored> scored = new ArrayList<>(best.size());
        for (int i = 0; i < best.size(); i++) {
            float logit = best.score(i) - logitPenalty(group);
            float score = (float) (Math.exp(logit - shift) / total) - fromSoftmax;
            scored.add(new Scored(group.members()[best.number(i)], best.score(i), inLogits ? logit : score, score));
        }
        return scored;
    }

    private float logitPenalty(ClassGroup group) {
        return options.penalty().calibration() == Calibration.LOGITS && isSeen(group)
                ? options.penalty().gamma()
                : 0;
    }

    private boolean isSeen(ClassGroup group) {
        return prototypes.seen(group.members()[0]);
    }

    private static List<Scored> merge(List<Scored> a, List<Scored> b, int wanted) {
        List<Scored> merged = new ArrayList<>(wanted);
        int i = 0;
        int j = 0;
        while (merged.size() < wanted && (i < a.size() || j < b.size())) {
            boolean left = j == b.size() || (i < a.size() && a.get(i).before(b.get(j)));
            merged.add(left ? a.get(i++) : b.get(j++));
        }
        return merged;
    }

    private List<Evidence> evidence(float[] vectors, int from, double norm, int c) {
        float[] row = prototypes.row(c);
        Ranked strongest = new Ranked(Math.min(EVIDENCE, row.length));
        for (int j = 0; j < row.length; j++) {
            strongest.offer(j, vectors[from + j] * row[j]);
        }
        return IntStream.range(0, strongest.size())
                .filter(place -> strongest.score(place) > 0)
                .map(strongest::number)
                .mapToObj(j -> new Evidence(
                        prototypes.space().attributes().get(j), (float) (vectors[from + j] / norm), row[j]))
                .toList();
    }
}
