package io.zerostream.fuzz;

import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.tensors.Tensor.DataType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Checkpoint files. */
public final class SafetensorsTarget implements FuzzTarget {
    @Override
    public String name() {
        return "safetensors";
    }

    @Override
    public List<byte[]> seeds() {
        Tensor matrix = new Tensor(DataType.F16, new long[] {2, 3}, ByteBuffer.allocate(12));
        Tensor number = new Tensor(DataType.I32, new long[0], ByteBuffer.allocate(4));
        Tensor empty = new Tensor(DataType.BF16, new long[] {0, 4}, ByteBuffer.allocate(0));
        return List.of(
                Safetensors.write(Map.of("w", matrix), Map.of()),
                Safetensors.write(Map.of("n", number), Map.of("format", "pt")),
                Safetensors.write(
                        Map.of("a", matrix, "b", number, "c", empty), Map.of("manifest", "{\"a\": [1, 2.5]}")));
    }

    @Override
    public void run(byte[] input) {
        try {
            Safetensors.read(input).forEach((name, tensor) -> {
                if (tensor.data().remaining() > input.length) {
                    throw new IllegalStateException("tensor " + name + " is larger than the file");
                }
            });
        } catch (ModelException e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new IllegalStateException("refused without a word", e);
            }
        }
    }
}
