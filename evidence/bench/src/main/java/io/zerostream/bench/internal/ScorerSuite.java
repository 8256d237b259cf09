package io.zerostream.bench.internal;

import io.zerostream.bench.ratio.Ratio;
import io.zerostream.model.matching.ClassScorer;
import java.time.Duration;
import java.util.Random;
import java.util.function.Consumer;

/** Matching a batch with class sets of growing size, beside the dot products alone. */
public final class ScorerSuite implements Suite {
    private static final Duration EACH = Duration.ofSeconds(3);
    private static final int[] CLASSES = {10, 1000, 100_000};
    /** With few classes the rest of matching (softmax, best classes, evidence) costs as much as the products. */
    private static final double[] TARGETS = {0.5, 1, 1};

    private static final int BATCH = 8;

    @Override
    public void run(Consumer<Ratio> found) throws Exception {
        for (int i = 0; i < CLASSES.length; i++) {
            int classes = CLASSES[i];
            ClassScorer scorer = PlainScores.scorer(classes);
            Random random = new Random(1);
            float[] rows = PlainScores.values(random, classes * PlainScores.ATTRIBUTES);
            float[] vectors = PlainScores.values(random, BATCH * PlainScores.ATTRIBUTES);
            double[] ms = Interleaved.medians(
                    EACH,
                    () -> Sink.take(scorer.match(vectors, BATCH)),
                    () -> Sink.take(PlainScores.tripleLoop(vectors, rows, BATCH, classes)));
            found.accept(Ratio.faster(
                    "match " + BATCH + " pictures with " + classes + " classes",
                    ms[0],
                    ms[1],
                    "triple loop",
                    TARGETS[i]));
        }
    }
}
