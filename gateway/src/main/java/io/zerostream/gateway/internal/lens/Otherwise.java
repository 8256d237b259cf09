package io.zerostream.gateway.internal.lens;

import io.zerostream.gateway.internal.view.WhyView.Altered;
import io.zerostream.gateway.internal.view.WhyView.Attributes;
import io.zerostream.gateway.internal.view.WhyView.Penalty;
import io.zerostream.gateway.internal.view.WhyView.Threshold;
import io.zerostream.gateway.internal.view.WhyView.WouldChange;
import io.zerostream.model.matching.Match;
import io.zerostream.model.matching.SeenPenalty;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What would have changed an answer. */
final class Otherwise {
    /** More than these nobody reads. */
    private static final int MOST_ATTRIBUTES = 16;

    private final float[] vector;
    private final UnitVector unit;
    private final SetScorer scorer;
    private final Match match;

    /**
     * @param vector of the picture (a), as the network gives it
     * @param match what the scorer makes of it, of at least two classes where the set has as many
     */
    Otherwise(float[] vector, SetScorer scorer, Match match) {
        this.vector = vector;
        this.unit = UnitVector.of(vector);
        this.scorer = scorer;
        this.match = match;
    }

    WouldChange view() {
        float threshold = scorer.threshold();
        return new WouldChange(
                new Threshold(threshold, match.similarity(), match.similarity() - threshold), penalty(), attributes());
    }

    private Penalty penalty() {
        SeenPenalty penalty = scorer.penalty();
        String without = scorer.match(vector, 1, 1, new SeenPenalty(0, penalty.calibration()))
                .get(0)
                .top()
                .get(0)
                .className();
        boolean decided = !without.equals(match.top().get(0).className());
        return new Penalty(penalty.gamma(), penalty.calibration().name(), decided, decided ? without : null);
    }

    /**
     * The fewest attributes which, had they been seen as the runner-up expects, make it the best class. Those go first that
     * bring its product most ahead of the best class's; where only these two classes are near, no fewer would do.
     *
     * @return null when there is no runner-up, or so many attributes are not enough
     */
    @Nullable
    Attributes attributes() {
        if (match.top().size() < 2) {
            return null;
        }
        String runnerUp = match.top().get(1).className();
        float[] expected = scorer.row(runnerUp);
        float[] best = scorer.row(match.top().get(0).className());
        int[] order = IntStream.range(0, vector.length)
                .boxed()
                .filter(j -> gain(j, expected, best) > 0)
                .sorted(Comparator.comparingDouble((Integer j) -> gain(j, expected, best))
                        .reversed())
                .limit(MOST_ATTRIBUTES)
                .mapToInt(Integer::intValue)
                .toArray();
        if (order.length == 0) {
            return null;
        }
        List<Match> answers = scorer.match(prefixes(order, expected), order.length, 1);
        for (int n = 0; n < order.length; n++) {
            Match answer = answers.get(n);
            if (answer.top().get(0).className().equals(runnerUp)) {
                List<Altered> altered = IntStream.rangeClosed(0, n)
                        .map(i -> order[i])
                        .mapToObj(j -> new Altered(scorer.attributes().get(j), unit.values()[j], expected[j]))
                        .toList();
                return new Attributes(runnerUp, answer.unknown(), altered);
            }
        }
        return null;
    }

    /** What the runner-up's product gains on the best class's when an attribute is seen as the runner-up expects. */
    private double gain(int j, float[] expected, float[] best) {
        return ((double) expected[j] - unit.values()[j]) * ((double) expected[j] - best[j]);
    }

    /** The picture's vector with the first attribute altered, the first two, and so on: (n, a). */
    private float[] prefixes(int[] order, float[] expected) {
        float[] rows = new float[order.length * vector.length];
        float[] altered = vector.clone();
        for (int n = 0; n < order.length; n++) {
            altered[order[n]] = (float) (expected[order[n]] * unit.length());
            System.arraycopy(altered, 0, rows, n * altered.length, altered.length);
        }
        return rows;
    }
}
