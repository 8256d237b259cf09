package io.zerostream.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.zerostream.bench.internal.SequentialScan;
import io.zerostream.bench.internal.Torch;
import io.zerostream.model.vmamba.SelectiveScan;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The selective scan alone, four directions of one picture, in tensor operations on one thread. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScanBenchmark {
    /** Positions × channels, the stages of VMamba-Small at 224. */
    @Param({"3136x192", "784x384", "196x768", "49x1536"})
    public String shape = "";

    private @Nullable Torch torch;
    private NDArray @Nullable [] inputs;

    /** Draws the inputs. */
    @Setup
    public void prepare() {
        Torch opened = new Torch(1);
        long length = Long.parseLong(shape.substring(0, shape.indexOf('x')));
        long inner = Long.parseLong(shape.substring(shape.indexOf('x') + 1));
        inputs = new NDArray[] {
            opened.normal(0, 1, 4, 1, length, inner),
            opened.normal(-3, 1, 4, 1, length, inner).exp(),
            opened.normal(0, 1, 4, inner, 1).abs().neg(),
            opened.normal(0, 1, 4, 1, length, 1),
            opened.normal(0, 1, 4, 1, length, 1)
        };
        torch = opened;
    }

    /** Frees them. */
    @TearDown
    public void close() {
        if (torch != null) {
            torch.close();
        }
    }

    /** In blocks of about √L. */
    @Benchmark
    public void blocked() {
        run(SelectiveScan.blocked());
    }

    /** Baseline: the definition, position by position. */
    @Benchmark
    public void baselineSequential() {
        run(SequentialScan::scan);
    }

    private void run(SelectiveScan scan) {
        if (torch == null || inputs == null) {
            return;
        }
        try (NDManager scope = torch.manager().newSubManager()) {
            scope.tempAttachAll(inputs);
            scan.scan(inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
        }
    }
}
