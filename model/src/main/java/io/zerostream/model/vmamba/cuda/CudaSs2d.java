package io.zerostream.model.vmamba.cuda;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.vmamba.Ss2dKernel;
import io.zerostream.model.vmamba.cpu.Tensors;
import io.zerostream.model.vmamba.cuda.Schedule.Addresses;
import java.util.List;
import java.util.function.Function;

/**
 * SS2D's core on an NVIDIA GPU. Work is put onto the engine's own stream and not waited for, as the engine does; results
 * are the same bit for bit from call to call. The scratch of a call is the engine's memory and goes back to it at once:
 * the stream keeps later owners from using it too early. Sizes R and N of their first call are compiled then, in about a
 * second.
 */
public final class CudaSs2d implements Ss2dKernel {
    /** The kernels read p in pieces of up to 16 bytes. */
    private static final long ALIGNMENT = 16;

    private final Function<Device, Launcher> launchers;

    /** Uses whatever GPU the arrays are on; see {@link CudaLibrary#isAvailable}. */
    public CudaSs2d() {
        this(CudaLibrary::device);
    }

    CudaSs2d(Function<Device, Launcher> launchers) {
        this.launchers = launchers;
    }

    /** @throws CudaException when the GPU has no kernels, saying what lacks, or refuses to start one */
    @Override
    public NDArray forward(Inputs inputs) {
        Inputs in = ordered(inputs);
        Schedule schedule = schedule(in);
        NDArray y = like(in.x(), in.x().getManager());
        try (NDManager room = in.x().getManager().newSubManager()) {
            schedule.forward(addresses(in), Tensors.address(y), scratch(room, in.x(), schedule.forwardScratch()));
        }
        return y;
    }

    /** @throws CudaException when the GPU has no kernels, saying what lacks, or refuses to start one */
    @Override
    public Gradients backward(Inputs inputs, NDArray upstream) {
        Inputs in = ordered(inputs);
        NDArray dy = Tensors.contiguous(upstream);
        if (!dy.getShape().equals(in.x().getShape())) {
            throw new IllegalArgumentException("the gradient's shape " + dy.getShape() + " is not that of x, "
                    + in.x().getShape());
        }
        onOneDevice(in.x(), dy);
        Schedule schedule = schedule(in);
        NDManager manager = in.x().getManager();
        Gradients g = new Gradients(
                like(in.x(), manager),
                like(in.p(), manager),
                like(in.stepWeight(), manager),
                like(in.stepBias(), manager),
                like(in.decay(), manager),
                like(in.skip(), manager));
        Addresses out = addresses(new Inputs(g.x(), g.p(), g.stepWeight(), g.stepBias(), g.decay(), g.skip()));
        try (NDManager room = manager.newSubManager()) {
            schedule.backward(
                    addresses(in), Tensors.address(dy), out, scratch(room, in.x(), schedule.backwardScratch()));
        }
        return g;
    }

    private Schedule schedule(Inputs in) {
        return new Schedule(Sizes.of(in), launchers.apply(in.x().getDevice()));
    }

    private static Inputs ordered(Inputs in) {
        Inputs ordered = new Inputs(
                Tensors.contiguous(in.x()),
                aligned(Tensors.contiguous(in.p())),
                Tensors.contiguous(in.stepWeight()),
                Tensors.contiguous(in.stepBias()),
                Tensors.contiguous(in.decay()),
                Tensors.contiguous(in.skip()));
        for (NDArray array : List.of(in.p(), in.stepWeight(), in.stepBias(), in.decay(), in.skip())) {
            onOneDevice(in.x(), array);
        }
        return ordered;
    }

    /** A part of a larger array may begin anywhere; memory of its own begins well. */
    private static NDArray aligned(NDArray p) {
        return Tensors.address(p) % ALIGNMENT == 0 ? p : p.duplicate();
    }

    private static void onOneDevice(NDArray x, NDArray other) {
        if (!other.getDevice().equals(x.getDevice())) {
            throw new IllegalArgumentException("an array of shape " + other.getShape() + " is on " + other.getDevice()
                    + ", x on " + x.getDevice() + "; move it first");
        }
    }

    private static Addresses addresses(Inputs in) {
        List<NDArray> arrays = List.of(in.x(), in.p(), in.stepWeight(), in.stepBias(), in.decay(), in.skip());
        long[] at = Tensors.addresses(arrays);
        return new Addresses(at[0], at[1], at[2], at[3], at[4], at[5]);
    }

    private static NDArray like(NDArray array, NDManager manager) {
        return manager.create(array.getShape(), DataType.FLOAT32, array.getDevice());
    }

    private static long scratch(NDManager room, NDArray x, long floats) {
        return floats == 0 ? 0 : Tensors.address(room.create(new Shape(floats), DataType.FLOAT32, x.getDevice()));
    }
}
