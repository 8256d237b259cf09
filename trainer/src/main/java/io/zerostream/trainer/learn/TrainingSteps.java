package io.zerostream.trainer.learn;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.trainer.TrainerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Training steps of a ZeroMamba on pictures and weights that the caller gives, by the same loss, gradients and updates as a
 * training run: for comparing these with other implementations. Constant rates, no drop path. Used by one thread; closing
 * frees the native memory.
 */
public final class TrainingSteps implements AutoCloseable {
    private final Learner learner;
    private final ImageInput input;
    private final float[] prototypes;
    private final int classes;

    /**
     * Makes a network with the given weights.
     *
     * @param network its shape
     * @param input height and width of the pictures; they come normalised
     * @param loss what is minimised
     * @param updates rule and rates
     * @param classVectors vectors (a) of the classes that labels count, of unit length
     * @param start weights by official name, in C order
     * @throws TrainerException when a weight is missing or has another size
     */
    public TrainingSteps(
            ZeroMambaConfig network,
            ImageInput input,
            Loss loss,
            Updates updates,
            List<float[]> classVectors,
            Map<String, float[]> start) {
        this.input = input;
        classes = classVectors.size();
        prototypes = new float[classes * network.attributes()];
        for (int c = 0; c < classes; c++) {
            System.arraycopy(classVectors.get(c), 0, prototypes, c * network.attributes(), network.attributes());
        }
        learner = new Learner(
                new ZeroMambaTrainee(new ZeroMamba(network, 0), new Objective(loss, classVectors)),
                input,
                updates,
                1,
                Device.cpu(),
                Runtime.getRuntime().availableProcessors(),
                0);
        boolean started = false;
        try {
            learner.parameters().restart(ordered(learner.network(), start));
            started = true;
        } finally {
            if (!started) {
                learner.close();
            }
        }
    }

    private static List<float[]> ordered(NamedBlock network, Map<String, float[]> start) {
        List<float[]> weights = new ArrayList<>();
        network.officialParameters().forEach((name, parameter) -> {
            float[] values = start.get(name);
            if (values == null || values.length != parameter.getShape().size()) {
                throw new TrainerException("the start weights lack '" + name + "' of shape " + parameter.getShape());
            }
            weights.add(values);
        });
        return weights;
    }

    /**
     * One step.
     *
     * @param pictures (B,3,H,W), normalised
     * @param labels B indices into the classes
     * @return the loss before the step
     */
    public double step(float[] pictures, int[] labels) {
        float[] targets = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            targets[i * classes + labels[i]] = 1;
        }
        float[] attributes = new float[labels.length * (prototypes.length / classes)];
        return learner.step(new Batch(pictures, attributes, targets, prototypes, labels.length, classes), 1);
    }

    /**
     * Semantic vectors with the present weights.
     *
     * @param pictures (B,3,H,W), normalised
     * @param batch B
     * @return (B,a), row-major
     */
    public float[] vectors(float[] pictures, int batch) {
        try (NDManager scratch = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray images = scratch.create(pictures, new Shape(batch, 3, input.height(), input.width()));
            return learner.network()
                    .forward(new ParameterStore(scratch, false), new NDList(images), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    /** A copy of the present weights, by official name. */
    public Map<String, float[]> weights() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        learner.network()
                .officialParameters()
                .forEach((name, parameter) ->
                        weights.put(name, parameter.getArray().toFloatArray()));
        return weights;
    }

    @Override
    public void close() {
        learner.close();
    }
}
