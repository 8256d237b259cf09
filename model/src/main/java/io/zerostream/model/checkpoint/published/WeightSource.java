package io.zerostream.model.checkpoint.published;

import io.zerostream.model.checkpoint.pytorch.TorchTensor;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.tensors.Tensor.DataType;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * A tensor of a file of any format, not read yet.
 *
 * @param type element type in the file
 * @param shape sizes as the network wants them; treat as read-only
 * @param reader reads the elements, in the file's own shape
 */
public record WeightSource(DataType type, long[] shape, Supplier<Tensor> reader) {
    /** Of a PyTorch file that stays open. */
    public static WeightSource of(TorchTensor tensor) {
        return new WeightSource(tensor.type(), tensor.shape(), tensor::read);
    }

    /** Of a safetensors file. */
    public static WeightSource of(Tensor tensor) {
        return new WeightSource(tensor.type(), tensor.shape(), () -> tensor);
    }

    /** Reads it, in the shape that the network wants. Types that a network does not store become float32. */
    public Tensor read() {
        Tensor tensor = reader.get();
        return switch (type) {
            case F32, F16, BF16 -> new Tensor(type, shape, tensor.data());
            default -> Tensor.of(tensor.toFloats(), shape);
        };
    }

    /** The same elements in another shape of as many. */
    WeightSource shaped(long... newShape) {
        return new WeightSource(type, newShape, reader);
    }

    /** Whether it can be had in this shape by leaving out sizes of 1 at the end, as of 1×1 convolutions. */
    boolean fits(long[] wanted) {
        if (shape.length < wanted.length || !Arrays.equals(shape, 0, wanted.length, wanted, 0, wanted.length)) {
            return false;
        }
        return Arrays.stream(shape, wanted.length, shape.length).allMatch(size -> size == 1);
    }
}
