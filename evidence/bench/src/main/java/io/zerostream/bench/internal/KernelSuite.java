package io.zerostream.bench.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.zerostream.bench.ratio.Ratio;
import io.zerostream.bench.ratio.Ratio.Bound;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.model.vmamba.Ss2dKernel;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The fused scan (four directions, step projection, merge) on one thread at every stage of VMamba-Small, beside the
 * blocked tensor form, and beside the C kernel of the feasibility study, whose times are scaled by what this machine
 * copies and multiplies in the same run: by the one of the two that makes them shorter.
 */
public final class KernelSuite implements Suite {
    private static final Duration EACH = Duration.ofMillis(1500);
    private static final double FASTER_THAN_TENSORS = 4;
    private static final int[] BATCHES = {1, 8};

    @Override
    public void run(Consumer<Ratio> found) throws Exception {
        for (ScanShape shape : ScanShape.all()) {
            for (int batch : BATCHES) {
                try (Torch torch = new Torch(1)) {
                    measure(shape, batch, torch, found);
                }
            }
        }
    }

    private static void measure(ScanShape shape, int batch, Torch torch, Consumer<Ratio> found) throws Exception {
        Ss2dKernel fused = Kernels.ss2d(Device.cpu());
        Ss2dKernel tensor = Ss2dKernel.tensor();
        Ss2dKernel.Inputs inputs = shape.inputs(torch, batch);
        Rates rates = new Rates(torch);
        double[] ms = Interleaved.medians(
                EACH, () -> once(fused, inputs), () -> once(tensor, inputs), rates::copy, rates::product);
        String name = String.format(Locale.ROOT, "scan %s, batch %d", shape.label(), batch);
        found.accept(Ratio.faster(name + ": against blocked tensors", ms[0], ms[1], "tensors", FASTER_THAN_TENSORS));
        double copy = Rates.copied(ms[2]);
        double sgemm = Rates.multiplied(ms[3]);
        double scale = Math.min(ScanShape.REFERENCE_COPY / copy, ScanShape.REFERENCE_SGEMM / sgemm);
        double reference = batch * shape.referenceMs() * scale;
        found.accept(new Ratio(
                name + ": against the reference kernel",
                reference / ms[0],
                1,
                Bound.AT_LEAST,
                String.format(
                        Locale.ROOT,
                        "%s ms; reference %s ms at copy %.0f GB/s, sgemm %.0f GFLOP/s",
                        Ratio.digits(ms[0]),
                        Ratio.digits(reference),
                        copy,
                        sgemm)));
    }

    /** One forward whose results, on the way too, end with it, as in a network. */
    static void once(Ss2dKernel kernel, Ss2dKernel.Inputs in) {
        try (NDManager scope = in.x().getManager().newSubManager()) {
            scope.tempAttachAll(in.x(), in.p(), in.stepWeight(), in.stepBias(), in.decay(), in.skip());
            Sink.take(kernel.forward(in));
        }
    }
}
