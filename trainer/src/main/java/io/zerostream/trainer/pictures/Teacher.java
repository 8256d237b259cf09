package io.zerostream.trainer.pictures;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.tensors.Safetensors;
import io.zerostream.model.tensors.Tensor;
import io.zerostream.model.umzero.ConvolutionalBackbone;
import io.zerostream.model.umzero.KerasWeights;
import io.zerostream.model.umzero.UmZeroConfig.Backbone;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.data.LabelledPicture;
import io.zerostream.trainer.learn.Pixels;
import io.zerostream.trainer.loop.Teaching;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A frozen network's features of a data set's training pictures, kept in the run's scratch folder. Holds no native memory. */
final class Teacher {
    private static final String FILE = "teacher.safetensors";
    private static final String FEATURES = "features";
    private static final int COLUMNS = 3;
    private static final int BATCH = 16;
    private static final float[] HALF = {0.5f, 0.5f, 0.5f};

    private final Map<String, Integer> place = new HashMap<>();
    private final int length;
    private final float[] features;

    /**
     * Looks at all training pictures, or takes what an earlier look left in the folder.
     *
     * @param teaching with a network
     * @param pictures all that are trained on
     * @param folder to keep them in
     * @throws TrainerException when the weights are not there or not that network's
     */
    Teacher(Teaching teaching, Backbone shape, List<LabelledPicture> pictures, Path folder, int threads)
            throws IOException {
        for (int i = 0; i < pictures.size(); i++) {
            place.put(pictures.get(i).path(), i);
        }
        length = shape.channels();
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            Tensor all = Tensor.of(look(teaching, shape, pictures, threads), 2L * pictures.size(), length);
            Path fresh = folder.resolve(FILE + ".new");
            Files.write(fresh, Safetensors.write(Map.of(FEATURES, all), Map.of()));
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        }
        Tensor kept = Safetensors.read(Files.readAllBytes(file)).get(FEATURES);
        if (kept == null || !Arrays.equals(kept.shape(), new long[] {2L * pictures.size(), length})) {
            throw new TrainerException(file + " holds the features of other pictures; remove it");
        }
        features = kept.toFloats();
    }

    private static float[] look(Teaching teaching, Backbone shape, List<LabelledPicture> pictures, int threads) {
        Path weights = Path.of(teaching.weights());
        if (!Files.exists(weights)) {
            throw new TrainerException("teacher.weights: there is no file " + weights
                    + "; name one, or its folder by --pretrained, or set teacher.network to null");
        }
        int size = teaching.imageSize();
        ImageInput input = new ImageInput(size, size, HALF, HALF);
        PictureStore store = new PictureStore(pictures, size);
        float[] all = new float[2 * pictures.size() * shape.channels()];
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            JniUtils.setGradMode(false);
            JniUtils.setNumThreads(threads);
            ConvolutionalBackbone network = shape.create(new Starts(0));
            network.load(manager, KerasWeights.read(weights));
            for (int from = 0; from < pictures.size(); from += BATCH) {
                int count = Math.min(BATCH, pictures.size() - from);
                float[] numbers = new float[count * 3 * size * size];
                for (int i = 0; i < count; i++) {
                    Pixels.normalise(store.rgb(from + i), input, numbers, i * 3 * size * size);
                }
                try (NDManager scratch = manager.newSubManager()) {
                    NDArray images = scratch.create(numbers, new Shape(count, 3, size, size));
                    ParameterStore parameters = new ParameterStore(scratch, false);
                    for (int mirrored = 0; mirrored < 2; mirrored++) {
                        NDArray seen = mirrored == 0 ? images : images.flip(COLUMNS);
                        float[] pooled = network.run(parameters, seen, 0, network.depth(), false)
                                .reshape(count, shape.channels(), -1)
                                .mean(new int[] {2})
                                .toFloatArray();
                        for (int i = 0; i < count; i++) {
                            System.arraycopy(
                                    pooled,
                                    i * shape.channels(),
                                    all,
                                    (2 * (from + i) + mirrored) * shape.channels(),
                                    shape.channels());
                        }
                    }
                }
            }
        }
        return all;
    }

    /** The features of some of the pictures, standardised over these. */
    TaughtFeatures of(List<LabelledPicture> pictures) {
        float[] rows = new float[2 * pictures.size() * length];
        for (int i = 0; i < pictures.size(); i++) {
            Integer at = place.get(pictures.get(i).path());
            if (at == null) {
                throw new IllegalArgumentException(
                        "the teacher has not seen " + pictures.get(i).path());
            }
            System.arraycopy(features, 2 * at * length, rows, 2 * i * length, 2 * length);
        }
        for (int f = 0; f < length; f++) {
            standardise(rows, f);
        }
        return new TaughtFeatures(rows, length);
    }

    private void standardise(float[] rows, int feature) {
        int count = rows.length / length;
        double sum = 0;
        double squares = 0;
        for (int i = feature; i < rows.length; i += length) {
            sum += rows[i];
            squares += rows[i] * rows[i];
        }
        double mean = sum / count;
        double deviation = Math.sqrt(Math.max(1e-12, squares / count - mean * mean));
        for (int i = feature; i < rows.length; i += length) {
            rows[i] = (float) ((rows[i] - mean) / deviation);
        }
    }
}
