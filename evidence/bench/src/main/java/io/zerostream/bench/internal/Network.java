package io.zerostream.bench.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.ParameterStore;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.vmamba.VMamba;
import io.zerostream.model.vmamba.VMambaConfig;
import io.zerostream.model.vmamba.VssBlock;

/** A VMamba with start values, ready for pictures. Owns native memory; used by one thread. */
public final class Network implements AutoCloseable {
    private static final double GFLOP_AT_224 = 17.0;

    private final VMamba block;
    private final Torch torch;

    /**
     * VMamba-Small.
     *
     * @param torch owner of the weights
     * @param training whether gradients will be asked for
     */
    public Network(Torch torch, boolean training) {
        this(torch, VMambaConfig.small(), training);
    }

    /**
     * A network of any shape.
     *
     * @param torch owner of the weights
     * @param training whether gradients will be asked for
     */
    Network(Torch torch, VMambaConfig config, boolean training) {
        block = new VMamba(config, new Starts(1));
        this.torch = torch;
        block.initialize(torch.manager(), DataType.FLOAT32, new Shape(1, 3, 224, 224));
        block.freezeParameters(!training);
        block.fuse(training);
    }

    /** GFLOP of the matrix part of a forward, 2 × multiply-adds. */
    public static double gflop(int side, int batch) {
        return GFLOP_AT_224 * batch * side * side / (224.0 * 224.0);
    }

    /** Pictures (batch,3,side,side), as after normalisation. */
    public NDArray pictures(int side, int batch) {
        return torch.normal(0, 1, batch, 3, side, side);
    }

    /** One forward without gradients. */
    public void forward(NDArray pictures, NDManager scope) {
        scope.tempAttachAll(pictures);
        Sink.take(block.forward(new ParameterStore(scope, false), new NDList(pictures), false));
    }

    /** The first of its blocks, as any user of the library finds it. */
    public Block firstBlock() {
        return block.getChildren().values().stream()
                .filter(VssBlock.class::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the network has no blocks"));
    }

    /** The network itself. */
    VMamba block() {
        return block;
    }

    @Override
    public void close() {
        block.unfuse();
    }
}
