package io.zerostream.bench;

import io.zerostream.bench.internal.PlainScores;
import io.zerostream.model.matching.ClassScorer;
import io.zerostream.model.matching.Match;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
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

/** Matching eight pictures with class sets of growing size, beside the bare dot products. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ClassScorerBenchmark {
    private static final int BATCH = 8;

    /** Classes of the set. */
    @Param({"10", "1000", "100000"})
    public int classes;

    private ClassScorer scorer = PlainScores.scorer(1);
    private float[] rows = new float[0];
    private float[] vectors = new float[0];

    /** Random prototypes of CUB's size. */
    @Setup
    public void prepare() {
        scorer = PlainScores.scorer(classes);
        Random random = new Random(1);
        rows = PlainScores.values(random, classes * PlainScores.ATTRIBUTES);
        vectors = PlainScores.values(random, BATCH * PlainScores.ATTRIBUTES);
    }

    /** Softmax, γ, top 5, evidence. */
    @Benchmark
    public List<Match> match() {
        return scorer.match(vectors, BATCH);
    }

    /** Baseline: the dot products alone, as nested loops. */
    @Benchmark
    public float[] baselineTripleLoop() {
        return PlainScores.tripleLoop(vectors, rows, BATCH, classes);
    }
}
