package io.zerostream.conformance.internal;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.util.Pair;
import io.zerostream.conformance.result.ConformanceException;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.tensors.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Between reference numbers and the engine's arrays. */
final class Engines {
    private Engines() {}

    /** Owns native memory; the caller closes it. */
    static NDManager manager() {
        return NDManager.newBaseManager(Device.cpu(), "PyTorch");
    }

    static NDArray array(NDManager manager, NpyArray array) {
        return manager.create(array.toFloats(), new Shape(array.shape()));
    }

    /** An input whose gradient will be asked for. */
    static NDArray leaf(NDManager manager, NpyArray array) {
        NDArray leaf = array(manager, array);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** Contiguous values, whatever view the array is. */
    static float[] floats(NDArray array) {
        return array.toFloatArray();
    }

    /** Does something while the engine records, and goes back from the sum of its result times a given gradient. */
    static float[] recorded(Supplier<NDArray> forward, NDArray upstream) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(true);
        try {
            NDArray y = forward.get();
            NDArray scalar = y.mul(upstream).sum();
            JniUtils.backward(
                    (PtNDArray) scalar, (PtNDArray) upstream.getManager().create(1f), false, false);
            return floats(y);
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** Does something that the engine does not record. */
    static <T> T unrecorded(Supplier<T> work) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(false);
        try {
            return work.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** The weights of a file whose names begin with a prefix, without it. */
    static Map<String, Tensor> weights(Npz file, String prefix, Predicate<String> wanted) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        for (String name : file.names()) {
            if (name.startsWith(prefix) && wanted.test(name)) {
                NpyArray array = file.get(name);
                weights.put(name.substring(prefix.length()), Tensor.of(array.toFloats(), array.shape()));
            }
        }
        return weights;
    }

    /** A part of a network by the official prefix of its parameters. */
    static NamedBlock part(NamedBlock block, String prefix) {
        String name = prefix.replace('.', '_');
        for (Pair<String, Block> child : block.getChildren()) {
            // the engine puts two digits or more before the name
            if (child.getKey().replaceFirst("^\\d+", "").equals(name) && child.getValue() instanceof NamedBlock part) {
                return part;
            }
        }
        throw new ConformanceException("the network has no part '" + prefix + "'");
    }
}
