package io.zerostream.bench.internal;

import ai.djl.ndarray.NDArray;
import io.zerostream.bench.ratio.Ratio;
import io.zerostream.bench.ratio.Ratio.Bound;
import io.zerostream.model.vmamba.VMambaConfig;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** A training step of VMambas beside its forward, and the memory that one of Small takes. */
public final class TrainingSuite implements Suite {
    private static final Duration EACH = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofSeconds(6);
    private static final double FORWARDS = 3.7;
    /** A forward, the same again block by block, and twice that for the gradients. */
    private static final double RECOMPUTED = 4;

    private static final double MOST_GB = 2;
    private static final int THREADS = 2;
    private static final int SIDE = 224;
    private static final int BATCH = 4;
    private static final int SMALL_BATCH = 16;

    @Override
    public void run(Consumer<Ratio> found) throws Exception {
        found.accept(memory());
        found.accept(step("Small", VMambaConfig.small(), SIDE, BATCH, EACH, FORWARDS));
        for (int side : new int[] {64, 112, 224}) {
            found.accept(step("nano", VMambaConfig.nano(), side, SMALL_BATCH, SHORT, RECOMPUTED));
            found.accept(step("Tiny", VMambaConfig.tiny(), side, SMALL_BATCH, SHORT, RECOMPUTED));
        }
    }

    private static Ratio step(
            String name, VMambaConfig config, int side, int batch, Duration budget, double mostForwards)
            throws Exception {
        try (Torch torch = new Torch(THREADS);
                Network network = new Network(torch, config, true)) {
            NDArray pictures = network.pictures(side, batch);
            TrainingStep step = new TrainingStep(network);
            double[] ms = Interleaved.medians(
                    budget,
                    torch.task(scope -> step.run(pictures, scope)),
                    torch.task(scope -> network.forward(pictures, scope)));
            return new Ratio(
                    String.format(Locale.ROOT, "VMamba-%s training step at %d, batch %d: forwards", name, side, batch),
                    ms[0] / ms[1],
                    mostForwards,
                    Ratio.Bound.AT_MOST,
                    String.format(
                            Locale.ROOT,
                            "%s ms, %s pictures/s; forward %s ms",
                            Ratio.digits(ms[0]),
                            Ratio.digits(1000 * batch / ms[0]),
                            Ratio.digits(ms[1])));
        }
    }

    private static Ratio memory() throws Exception {
        double gigabytes = TrainingMemory.ofTraining();
        return new Ratio(
                "VMamba-Small training at 448, batch 1: peak resident GB",
                gigabytes,
                MOST_GB,
                Bound.AT_MOST,
                "three steps in a process of their own");
    }
}
