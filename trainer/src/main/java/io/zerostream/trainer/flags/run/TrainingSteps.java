package io.zerostream.trainer.flags.run;

import io.zerostream.model.image.ImageInput;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.trainer.learn.Loss;
import java.util.List;
import java.util.Map;

/**
 * Training steps on pictures and weights that the caller gives, by the same loss, gradients and updates as a training
 * run: for comparing these with other implementations. Constant rates, no drop path. Used by one thread; closing frees
 * the native memory.
 */
public final class TrainingSteps implements AutoCloseable {
    private final GivenSteps steps;

    /**
     * Makes a network with the given weights.
     *
     * @param network its shape
     * @param input height and width of the pictures; they come normalised
     * @param loss what is minimised
     * @param optimiser rule and rates
     * @param classes vectors (a) of the classes that labels count, of unit length
     * @param start weights by official name, in C order
     * @throws TrainerException when a weight is missing or has another size
     */
    public TrainingSteps(
            ZeroMambaConfig network,
            ImageInput input,
            Loss loss,
            TrainingConfig.Optimiser optimiser,
            List<float[]> classes,
            Map<String, float[]> start) {
        steps = new GivenSteps(network, input, loss, optimiser, classes, start);
    }

    /**
     * One step.
     *
     * @param pictures (B,3,H,W), normalised
     * @param labels B indices into the classes
     * @return the loss before the step
     */
    public double step(float[] pictures, int[] labels) {
        return steps.step(pictures, labels);
    }

    /**
     * Semantic vectors with the present weights.
     *
     * @param pictures (B,3,H,W), normalised
     * @param batch B
     * @return (B,a), row-major
     */
    public float[] vectors(float[] pictures, int batch) {
        return steps.vectors(pictures, batch);
    }

    /** Copies of the present weights by official name, in C order. */
    public Map<String, float[]> weights() {
        return steps.weights();
    }

    @Override
    public void close() {
        steps.close();
    }
}
