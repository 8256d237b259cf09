package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.zerostream.model.ModelException;
import io.zerostream.model.tensors.Tensor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads weights as Keras names and lays them out, from NumPy's {@code .npz}: kernels there are (rows, columns, in, out),
 * depthwise ones (rows, columns, channels, 1); here (out, in/groups, rows, columns).
 */
public final class KerasWeights {
    private static final String CLASSIFIER = "conv_preds.";

    private KerasWeights() {}

    /**
     * Weights by name, without those of the ImageNet classifier.
     *
     * @throws ModelException when the file is absent or no such archive
     */
    public static Map<String, Tensor> read(Path file) {
        Map<String, Tensor> weights = new LinkedHashMap<>();
        try (NDManager scratch = NDManager.newBaseManager("PyTorch");
                InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            for (NDArray array : NDList.decode(scratch, in)) {
                if (!array.getName().startsWith(CLASSIFIER)) {
                    NDArray here = laidOut(array);
                    weights.put(
                            array.getName(),
                            Tensor.of(here.toFloatArray(), here.getShape().getShape()));
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new ModelException("cannot read the pretrained weights in " + file + ": " + e.getMessage(), e);
        }
        return weights;
    }

    private static NDArray laidOut(NDArray array) {
        if (array.getShape().dimension() != 4) {
            return array;
        }
        return array.getName().endsWith("depthwise_kernel") ? array.transpose(2, 3, 0, 1) : array.transpose(3, 2, 0, 1);
    }
}
