package io.zerostream.model.vmamba.cpu;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import io.zerostream.model.ModelException;
import io.zerostream.model.vmamba.Ss2dKernel;

/** SS2D's core in the native library, with as many threads as the engine uses in this thread. */
public final class CpuSs2d implements Ss2dKernel {
    @Override
    public NDArray forward(Inputs inputs) {
        Inputs in = ordered(inputs);
        NDArray y = in.x().getManager().create(in.x().getShape());
        check(CpuLibrary.binding()
                .zs_scan_forward(
                        shape(in),
                        Tensors.address(in.x()),
                        Tensors.address(in.p()),
                        Tensors.address(in.stepWeight()),
                        Tensors.address(in.stepBias()),
                        Tensors.address(in.decay()),
                        Tensors.address(in.skip()),
                        Tensors.address(y),
                        JniUtils.getNumThreads()));
        return y;
    }

    @Override
    public Gradients backward(Inputs inputs, NDArray upstream) {
        Inputs in = ordered(inputs);
        NDArray dy = Tensors.contiguous(upstream);
        NDManager manager = in.x().getManager();
        Gradients g = new Gradients(
                manager.create(in.x().getShape()),
                manager.create(in.p().getShape()),
                manager.zeros(in.stepWeight().getShape()),
                manager.zeros(in.stepBias().getShape()),
                manager.zeros(in.decay().getShape()),
                manager.zeros(in.skip().getShape()));
        check(CpuLibrary.binding()
                .zs_scan_backward(
                        shape(in),
                        Tensors.address(in.x()),
                        Tensors.address(in.p()),
                        Tensors.address(in.stepWeight()),
                        Tensors.address(in.stepBias()),
                        Tensors.address(in.decay()),
                        Tensors.address(in.skip()),
                        Tensors.address(dy),
                        Tensors.address(g.x()),
                        Tensors.address(g.p()),
                        Tensors.address(g.stepWeight()),
                        Tensors.address(g.stepBias()),
                        Tensors.address(g.decay()),
                        Tensors.address(g.skip()),
                        JniUtils.getNumThreads()));
        return g;
    }

    private static Inputs ordered(Inputs in) {
        return new Inputs(
                Tensors.contiguous(in.x()),
                Tensors.contiguous(in.p()),
                Tensors.contiguous(in.stepWeight()),
                Tensors.contiguous(in.stepBias()),
                Tensors.contiguous(in.decay()),
                Tensors.contiguous(in.skip()));
    }

    private static long[] shape(Inputs in) {
        Shape map = in.x().getShape();
        return new long[] {map.get(0), map.get(1), map.get(2), map.get(3), in.rank(), in.states()};
    }

    private static void check(int code) {
        if (code != 0) {
            throw new ModelException("there is no memory left for the scan's scratch; give the process more, or use"
                    + " smaller batches");
        }
    }
}
