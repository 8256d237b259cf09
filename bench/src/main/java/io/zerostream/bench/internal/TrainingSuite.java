package io.zerostream.bench.internal;

import ai.djl.ndarray.NDArray;
import io.zerostream.bench.Ratio;
import io.zerostream.bench.Ratio.Bound;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** A training step of VMamba-Small beside its forward, and the memory that one takes. */
public final class TrainingSuite implements Suite {
    private static final Duration EACH = Duration.ofSeconds(20);
    private static final double FORWARDS = 3.7;
    private static final double MOST_GB = 2;
    private static final int THREADS = 2;
    private static final int SIDE = 224;
    private static final int BATCH = 4;

    @Override
    public void run(Consumer<Ratio> found) throws Exception {
        found.accept(memory());
        try (Torch torch = new Torch(THREADS);
                Network network = new Network(torch, true)) {
            NDArray pictures = network.pictures(SIDE, BATCH);
            TrainingStep step = new TrainingStep(network);
            double[] ms = Interleaved.medians(
                    EACH,
                    torch.task(scope -> step.run(pictures, scope)),
                    torch.task(scope -> network.forward(pictures, scope)));
            found.accept(new Ratio(
                    String.format(Locale.ROOT, "VMamba-Small training step at %d, batch %d: forwards", SIDE, BATCH),
                    ms[0] / ms[1],
                    FORWARDS,
                    Bound.AT_MOST,
                    Ratio.digits(ms[0]) + " ms; forward " + Ratio.digits(ms[1]) + " ms"));
        }
    }

    private static Ratio memory() throws Exception {
        double gigabytes = PeakMemory.ofTraining();
        return new Ratio(
                "VMamba-Small training at 448, batch 1: peak resident GB",
                gigabytes,
                MOST_GB,
                Bound.AT_MOST,
                "three steps in a process of their own");
    }
}
