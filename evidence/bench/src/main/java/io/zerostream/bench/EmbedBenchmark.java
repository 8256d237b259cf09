package io.zerostream.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.inference.ZeroShotModel;
import io.zerostream.model.inference.ZeroShotModels;
import io.zerostream.trainer.flags.run.FlagsCheckpoint;
import java.util.Random;
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

/** The bundled network on batches of pictures, beside the machine's own matrix product. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class EmbedBenchmark {
    private static final int SIDE = 1024;

    /** Pictures in a batch. */
    @Param({"1", "8", "32"})
    public int batch;

    private @Nullable ZeroShotModel model;
    private @Nullable NDManager manager;
    private @Nullable NDArray matrix;
    private byte[] pixels = new byte[0];

    /** Opens the network. */
    @Setup
    public void open() {
        ZeroShotModel opened = ZeroShotModels.open(FlagsCheckpoint.bundled(), Device.cpu());
        pixels = new byte[batch * opened.input().bytes()];
        new Random(1).nextBytes(pixels);
        model = opened;
        NDManager owner = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        matrix = owner.randomUniform(0, 1, new Shape(SIDE, SIDE));
        manager = owner;
    }

    /** Frees its memory. */
    @TearDown
    public void close() {
        if (model != null && manager != null) {
            model.close();
            manager.close();
        }
    }

    /** uint8 pixels to semantic vectors. */
    @Benchmark
    public float @Nullable [] embed() {
        return model == null ? null : model.embed(pixels, batch);
    }

    /** Baseline: one 1024×1024 matrix product, 2.1 GFLOP. */
    @Benchmark
    public float baselineMatrixProduct() {
        if (matrix == null) {
            return 0;
        }
        try (NDArray product = matrix.matMul(matrix)) {
            return product.getFloat(0, 0);
        }
    }
}
