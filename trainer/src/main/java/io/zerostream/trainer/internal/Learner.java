package io.zerostream.trainer.internal;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import io.zerostream.model.ImageInput;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.trainer.SemanticVectors;
import io.zerostream.trainer.TrainingConfig;
import java.util.List;

/**
 * A network being trained. Only one may learn in a process at a time, as the engine collects gradients for one only. Used
 * by one thread; closing frees the native memory.
 */
final class Learner implements AutoCloseable {
    private static final int EMBED_BATCH = 64;

    private final TrainingConfig config;
    private final ImageInput input;
    private final NDManager manager;
    private final ZeroMamba network;
    private final ParameterStore store;
    private final HeapParameters parameters;
    private final Objective objective;

    /** Makes the network with weights drawn from the configuration's seed. */
    Learner(TrainingConfig config, ImageInput input, List<float[]> trainingClasses) {
        this.config = config;
        this.input = input;
        Engine engine = Engine.getEngine("PyTorch");
        engine.setRandomSeed((int) Seeds.of(config.seed(), "engine", 0));
        JniUtils.setNumThreads(config.threads().compute());
        JniUtils.setGradMode(false);
        manager = engine.newBaseManager(Device.cpu());
        network = new ZeroMamba(config.network(), Seeds.of(config.seed(), "weights", 0));
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 3, input.height(), input.width()));
        store = new ParameterStore(manager, false);
        parameters = new HeapParameters(network.officialParameters(), config.optimiser());
        objective = new Objective(config.loss(), trainingClasses);
    }

    /** The weights. */
    HeapParameters parameters() {
        return parameters;
    }

    /** The network; its weights are those shown last. */
    ZeroMamba network() {
        return network;
    }

    /**
     * One step.
     *
     * @param share of the highest learning rates
     * @return the loss before the step
     */
    double step(Batch batch, double share) {
        float loss;
        try (NDManager scratch = manager.newSubManager()) {
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray pictures =
                        scratch.create(batch.pictures(), new Shape(batch.size(), 3, input.height(), input.width()));
                NDArray fused =
                        network.forward(store, new NDList(pictures), true).singletonOrThrow();
                NDArray value = objective.loss(fused, batch);
                collector.backward(value);
                loss = value.getFloat();
            }
            parameters.update(share);
        }
        return loss;
    }

    /**
     * Semantic vectors of pictures, with the weights shown last.
     *
     * @param pictures uint8 RGB, height × width × 3 each
     * @param classes their class indices
     */
    SemanticVectors embed(List<byte[]> pictures, int[] classes) {
        int attributes = config.network().attributes();
        float[] rows = new float[pictures.size() * attributes];
        int numbers = 3 * input.height() * input.width();
        for (int from = 0; from < pictures.size(); from += EMBED_BATCH) {
            int count = Math.min(EMBED_BATCH, pictures.size() - from);
            float[] values = new float[count * numbers];
            for (int i = 0; i < count; i++) {
                Pixels.normalise(pictures.get(from + i), input, values, i * numbers);
            }
            try (NDManager scratch = manager.newSubManager()) {
                NDArray batch = scratch.create(values, new Shape(count, 3, input.height(), input.width()));
                float[] vectors = network.forward(store, new NDList(batch), false)
                        .singletonOrThrow()
                        .toFloatArray();
                System.arraycopy(vectors, 0, rows, from * attributes, vectors.length);
            }
        }
        return new SemanticVectors(rows, classes, attributes);
    }

    @Override
    public void close() {
        manager.close();
    }
}
