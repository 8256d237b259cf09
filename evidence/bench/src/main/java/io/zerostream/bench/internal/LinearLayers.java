package io.zerostream.bench.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.zerostream.model.vmamba.VMambaConfig;
import java.util.ArrayList;
import java.util.List;

/**
 * The matrix products of a VMamba's blocks as bare products of the engine: the floor of a forward. Rows are taken in
 * pieces whose results the allocator keeps, for the floor must not pay for fresh memory.
 */
public final class LinearLayers {
    private static final long MOST_RESULT = 1 << 20;

    private record Layer(NDArray rows, NDArray weight, long times) {
        double flop() {
            return 2.0 * rows.getShape().size() * weight.getShape().get(1) * times;
        }
    }

    private final List<Layer> layers = new ArrayList<>();

    /**
     * @param torch owner of the matrices
     * @param config of the network
     * @param side rows and columns of a picture
     * @param batch pictures
     */
    public LinearLayers(Torch torch, VMambaConfig config, int side, int batch) {
        for (int stage = 0; stage < config.dims().size(); stage++) {
            long edge = side / (4L << stage);
            long positions = batch * edge * edge;
            int d = config.dims().get(stage);
            int inner = Math.round(config.ssmRatio() * d);
            int hidden = Math.round(config.mlpRatio() * d);
            int steps = 4 * (VMambaConfig.stepRank(d) + 2 * config.stateSize());
            int blocks = config.depths().get(stage);
            long[][] sizes = {{d, inner}, {inner, steps}, {inner, d}, {d, hidden}, {hidden, d}};
            for (long[] size : sizes) {
                long rows = Math.min(positions, Math.max(64, MOST_RESULT / size[1]));
                // pieces of the same size; a last one that is smaller counts as a part
                layers.add(new Layer(
                        torch.normal(0, 1, rows, size[0]),
                        torch.normal(0, 1, size[0], size[1]),
                        Math.max(1, Math.round((double) blocks * positions / rows))));
            }
        }
    }

    /** All products once. */
    public void multiply(NDManager scope) {
        for (Layer layer : layers) {
            for (int i = 0; i < layer.times; i++) {
                try (NDArray product = layer.rows.matMul(layer.weight)) {
                    product.attach(scope);
                }
            }
        }
    }

    /** 2 × multiply-adds of {@link #multiply}, in GFLOP. */
    public double gflop() {
        return layers.stream().mapToDouble(Layer::flop).sum() / 1e9;
    }
}
