package io.zerostream.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.zerostream.bench.internal.ScanShape;
import io.zerostream.bench.internal.Torch;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.model.vmamba.Ss2dKernel;
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

/** SS2D's core (step projection, scan in four directions, merge) of one picture on one thread, there and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Ss2dBenchmark {
    /** Positions × channels, the stages of VMamba-Small at 224 and the first at 448. */
    @Param({"3136×192", "784×384", "196×768", "49×1536", "12544×192"})
    public String shape = "";

    private @Nullable Torch torch;
    private Ss2dKernel.@Nullable Inputs inputs;
    private @Nullable NDArray upstream;

    /** Draws the inputs. */
    @Setup
    public void prepare() {
        Torch opened = new Torch(1);
        ScanShape chosen = ScanShape.all().stream()
                .filter(s -> s.label().equals(shape))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no stage has the shape " + shape));
        inputs = chosen.inputs(opened, 1);
        upstream = opened.normal(0, 1, 1, chosen.side(), chosen.side(), chosen.inner());
        torch = opened;
    }

    /** Frees them. */
    @TearDown
    public void close() {
        if (torch != null) {
            torch.close();
        }
    }

    /** What this machine uses by itself. */
    @Benchmark
    public void forward() {
        run(Kernels.ss2d(Device.cpu()), false);
    }

    /** What this machine uses by itself: gradients, which need the forward again. */
    @Benchmark
    public void backward() {
        run(Kernels.ss2d(Device.cpu()), true);
    }

    /** Baseline: blocked tensor operations. */
    @Benchmark
    public void baselineTensorForward() {
        run(Ss2dKernel.tensor(), false);
    }

    /** Baseline: blocked tensor operations : gradients by the engine, which need the forward again. */
    @Benchmark
    public void baselineTensorBackward() {
        run(Ss2dKernel.tensor(), true);
    }

    private void run(Ss2dKernel kernel, boolean back) {
        if (torch == null || inputs == null || upstream == null) {
            return;
        }
        Ss2dKernel.Inputs in = inputs;
        try (NDManager scope = torch.manager().newSubManager()) {
            scope.tempAttachAll(in.x(), in.p(), in.stepWeight(), in.stepBias(), in.decay(), in.skip(), upstream);
            if (back) {
                kernel.backward(in, upstream);
            } else {
                kernel.forward(in);
            }
        }
    }
}
