package io.zerostream.bench.internal;

import ai.djl.ndarray.NDArray;
import io.zerostream.bench.ratio.Ratio;
import io.zerostream.bench.ratio.Ratio.Bound;
import io.zerostream.model.vmamba.VMambaConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Forwards of VMamba-Small in float32 on two threads, as a share of what the engine's own matrix products reach. */
public final class NetworkSuite implements Suite {
    private static final Duration EACH = Duration.ofSeconds(4);
    private static final double SHARE = 0.65;
    private static final int THREADS = 2;
    private static final int[] SIDES = {224, 448};
    private static final int[] BATCHES = {1, 8};

    @Override
    public void run(Consumer<Ratio> found) throws Exception {
        try (Torch torch = new Torch(THREADS);
                Network network = new Network(torch, false)) {
            for (int side : SIDES) {
                for (int batch : BATCHES) {
                    found.accept(share(torch, network, side, batch));
                }
            }
        }
    }

    private static Ratio share(Torch torch, Network network, int side, int batch) throws Exception {
        NDArray pictures = network.pictures(side, batch);
        LinearLayers floor = new LinearLayers(torch, VMambaConfig.small(), side, batch);
        double[] ms = Interleaved.medians(
                EACH, torch.task(scope -> network.forward(pictures, scope)), torch.task(floor::multiply));
        double rate = Network.gflop(side, batch) / ms[0];
        double sgemm = floor.gflop() / ms[1];
        return new Ratio(
                String.format(Locale.ROOT, "VMamba-Small forward at %d, batch %d: share of sgemm", side, batch),
                rate / sgemm,
                SHARE,
                Bound.AT_LEAST,
                String.format(
                        Locale.ROOT,
                        "%s ms, %.0f GFLOP/s; sgemm of the same shapes %.0f GFLOP/s",
                        Ratio.digits(ms[0]),
                        rate * 1000,
                        sgemm * 1000));
    }
}
