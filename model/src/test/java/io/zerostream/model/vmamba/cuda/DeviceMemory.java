package io.zerostream.model.vmamba.cuda;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.vmamba.cpu.Tensors;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Memory of a GPU, as arrays of the engine: its copies wait for the kernels that were put on its stream before. */
final class DeviceMemory implements KernelMemory {
    private final NDManager manager;
    private final Map<Long, NDArray> pieces = new HashMap<>();

    DeviceMemory(Device gpu) {
        manager = NDManager.newBaseManager(gpu, "PyTorch");
    }

    @Override
    public long room(long floats) {
        NDArray piece = manager.full(new Shape(Math.max(1, floats)), Float.NaN);
        long address = Tensors.address(piece);
        pieces.put(address, piece);
        return address;
    }

    @Override
    public void write(long address, float[] values) {
        piece(address).set(FloatBuffer.wrap(values));
    }

    @Override
    public float[] read(long address, int floats) {
        return Arrays.copyOf(piece(address).toFloatArray(), floats);
    }

    private NDArray piece(long address) {
        return Objects.requireNonNull(pieces.get(address), "no piece begins there");
    }

    @Override
    public void close() {
        manager.close();
    }
}
