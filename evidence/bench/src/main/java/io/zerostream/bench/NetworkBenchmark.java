package io.zerostream.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.ParameterStore;
import io.zerostream.bench.internal.LinearLayers;
import io.zerostream.bench.internal.Network;
import io.zerostream.bench.internal.Torch;
import io.zerostream.model.vmamba.VMambaConfig;
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

/** Forwards of VMamba-Small in float32, and of its first block alone, on two threads. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 3)
public class NetworkBenchmark {
    /** Pixels, each way. */
    @Param({"224", "448"})
    public int side;

    /** Pictures. */
    @Param({"1", "8"})
    public int batch;

    private @Nullable Torch torch;
    private @Nullable Network network;
    private @Nullable NDArray pictures;
    private @Nullable NDArray map;
    private @Nullable LinearLayers floor;

    /** Opens the network. */
    @Setup
    public void open() {
        Torch opened = new Torch(2);
        network = new Network(opened, false);
        pictures = network.pictures(side, batch);
        map = opened.normal(0, 1, batch, side / 4, side / 4, 96);
        floor = new LinearLayers(opened, VMambaConfig.small(), side, batch);
        torch = opened;
    }

    /** Frees it. */
    @TearDown
    public void close() {
        if (torch != null && network != null) {
            network.close();
            torch.close();
        }
    }

    /** The whole network. */
    @Benchmark
    public void forward() {
        if (torch == null || network == null || pictures == null) {
            return;
        }
        try (NDManager scope = torch.manager().newSubManager()) {
            network.forward(pictures, scope);
        }
    }

    /** One VSS block of the first stage. */
    @Benchmark
    public void block() {
        if (torch == null || network == null || map == null) {
            return;
        }
        try (NDManager scope = torch.manager().newSubManager()) {
            scope.tempAttachAll(map);
            network.firstBlock().forward(new ParameterStore(scope, false), new NDList(map), false);
        }
    }

    /** Baseline: the engine's matrix products of all linear layers. */
    @Benchmark
    public void baselineMatrixProducts() {
        if (torch == null || floor == null) {
            return;
        }
        try (NDManager scope = torch.manager().newSubManager()) {
            floor.multiply(scope);
        }
    }
}
