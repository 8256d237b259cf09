package io.zerostream.bench;

import io.zerostream.model.ClassScorer;
import io.zerostream.model.Match;
import io.zerostream.model.Prototype;
import io.zerostream.model.Prototypes;
import io.zerostream.model.ScoringOptions;
import io.zerostream.model.SemanticSpace;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Matching one picture with class sets of growing size, beside the bare dot products as the floor. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClassScorerBenchmark {
    private static final int ATTRIBUTES = 312;

    /** Classes of the set. */
    @Param({"10", "1000", "10000"})
    public int classes;

    private ClassScorer scorer = scorer(1);
    private float[] rows = new float[0];
    private float[] vector = new float[0];

    /** Random prototypes of CUB's size. */
    @Setup
    public void prepare() {
        scorer = scorer(classes);
        Random random = new Random(1);
        rows = values(random, classes * ATTRIBUTES);
        vector = values(random, ATTRIBUTES);
    }

    /** Softmax, γ, top 5, evidence. */
    @Benchmark
    public List<Match> match() {
        return scorer.match(vector, 1);
    }

    /** Baseline: the dot products alone, class by class. */
    @Benchmark
    public float baselineDotProducts() {
        float best = 0;
        for (int c = 0; c < classes; c++) {
            float sum = 0;
            for (int j = 0; j < ATTRIBUTES; j++) {
                sum += vector[j] * rows[c * ATTRIBUTES + j];
            }
            best = Math.max(best, sum);
        }
        return best;
    }

    private static ClassScorer scorer(int classes) {
        Random random = new Random(2);
        SemanticSpace space = new SemanticSpace(
                "bench", IntStream.range(0, ATTRIBUTES).mapToObj(i -> "a" + i).toList(), new float[0][]);
        List<Prototype> prototypes = IntStream.range(0, classes)
                .mapToObj(c -> new Prototype("c" + c, values(random, ATTRIBUTES), c % 2 == 0))
                .toList();
        return new ClassScorer(Prototypes.of(space, prototypes), new ScoringOptions(0.3f, 0, 5));
    }

    private static float[] values(Random random, int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
