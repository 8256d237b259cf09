package io.zerostream.bench.internal;

import io.zerostream.model.vmamba.Ss2dKernel;
import io.zerostream.model.vmamba.VMambaConfig;
import java.util.List;
import java.util.Locale;

/**
 * The map of a stage of VMamba-Small.
 *
 * @param side rows and columns of the map
 * @param inner D, channels of a scan
 * @param referenceMs time of one forward of a picture by the fused C kernel of the feasibility study on one thread of a
 *     machine that copies {@value #REFERENCE_COPY} GB/s and multiplies {@value #REFERENCE_SGEMM} GFLOP/s on one core;
 *     shapes that were not measured there are scaled by their positions from the one with the same channels
 */
public record ScanShape(int side, int inner, double referenceMs) {
    /** GB/s of the machine of the reference times. */
    static final double REFERENCE_COPY = 24;
    /** GFLOP/s of one core of it. */
    static final double REFERENCE_SGEMM = 89;

    /** All stages at 224 and at 448. */
    public static List<ScanShape> all() {
        return List.of(
                new ScanShape(56, 192, 4.9),
                new ScanShape(28, 384, 2.5),
                new ScanShape(14, 768, 1.3),
                new ScanShape(7, 1536, 0.93),
                new ScanShape(112, 192, 27),
                new ScanShape(56, 384, 4 * 2.5),
                new ScanShape(28, 768, 4 * 1.3),
                new ScanShape(14, 1536, 4 * 0.93));
    }

    /** L×D, as in the tables. */
    public String label() {
        return String.format(Locale.ROOT, "%d×%d", side * side, inner);
    }

    /** Inputs of the kernel, of the size that they have in a network that was just initialised. */
    public Ss2dKernel.Inputs inputs(Torch torch, int batch) {
        int rank = VMambaConfig.stepRank(inner / 2);
        return new Ss2dKernel.Inputs(
                torch.normal(0, 1, batch, side, side, inner),
                torch.normal(0, 1, batch, side, side, 4L * (rank + 2)),
                torch.normal(0, 1 / Math.sqrt(rank), 4, rank, inner),
                torch.normal(-4.6, 1, 4, inner),
                torch.manager()
                        .ones(new ai.djl.ndarray.types.Shape(4, inner, 1))
                        .neg(),
                torch.manager().ones(new ai.djl.ndarray.types.Shape(4, inner)));
    }
}
