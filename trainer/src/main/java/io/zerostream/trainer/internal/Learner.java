package io.zerostream.trainer.internal;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.ImageInput;
import io.zerostream.model.vmamba.Kernels;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.trainer.TrainingConfig;
import io.zerostream.trainer.evaluation.SemanticVectors;
import java.util.List;

/**
 * A network being trained. With fused kernels a batch runs as one; without them its parts run in lanes, each with its own
 * graph, on shared weights. Used by one thread; closing frees the native memory.
 */
final class Learner implements AutoCloseable {
    private static final int EMBED_BATCH = 64;

    private final TrainingConfig config;
    private final ImageInput input;
    private final NDManager manager;
    private final ZeroMamba network;
    private final Lanes lanes;
    private final HeapParameters parameters;
    private final Objective objective;

    /** Makes the network with weights drawn from the configuration's seed. */
    Learner(TrainingConfig config, ImageInput input, List<float[]> trainingClasses) {
        this.config = config;
        this.input = input;
        Engine engine = Engine.getEngine("PyTorch");
        engine.setRandomSeed((int) Seeds.of(config.seed(), "engine", 0));
        JniUtils.setGradMode(false);
        TrainingConfig.Threads threads = config.threads();
        // fused kernels share the work of a whole batch out among their threads; tensor operations of a small network
        // are too short for that
        lanes = Kernels.fused(Device.cpu())
                ? new Lanes(1, threads.lanes() * threads.compute())
                : new Lanes(threads.lanes(), threads.compute());
        manager = engine.newBaseManager(Device.cpu());
        network = new ZeroMamba(config.network(), Seeds.of(config.seed(), "weights", 0));
        network.initialize(manager, DataType.FLOAT32, new Shape(1, 3, input.height(), input.width()));
        parameters = new HeapParameters(network.officialParameters(), config.optimiser(), this::weightsChanged);
        weightsChanged();
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
        int parts = lanes.count();
        double loss = 0;
        for (float part : lanes.all(parts, i -> gradients(batch.part(i, parts), 1f / parts))) {
            loss += part;
        }
        parameters.update(share);
        return loss;
    }

    /** Adds a part's share to the gradients; with two parts the order of the two additions does not matter. */
    private float gradients(Batch part, float weight) {
        try (NDManager scratch = manager.newSubManager()) {
            return network.addGradients(
                    new ParameterStore(manager, false),
                    images(scratch, part.pictures(), part.size()),
                    vectors -> objective.loss(vectors, part).mul(scratch.create(weight)));
        }
    }

    private void weightsChanged() {
        lanes.all(1, i -> {
            network.fuse(true);
            return i;
        });
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
        int parts = (pictures.size() + EMBED_BATCH - 1) / EMBED_BATCH;
        List<float[]> vectors = lanes.all(
                parts, i -> embed(pictures.subList(i * EMBED_BATCH, Math.min(pictures.size(), (i + 1) * EMBED_BATCH))));
        for (int i = 0; i < parts; i++) {
            System.arraycopy(vectors.get(i), 0, rows, i * EMBED_BATCH * attributes, vectors.get(i).length);
        }
        return new SemanticVectors(rows, classes, attributes);
    }

    private float[] embed(List<byte[]> pictures) {
        int numbers = 3 * input.height() * input.width();
        float[] values = new float[pictures.size() * numbers];
        for (int i = 0; i < pictures.size(); i++) {
            Pixels.normalise(pictures.get(i), input, values, i * numbers);
        }
        try (NDManager scratch = manager.newSubManager()) {
            return network.forward(
                            new ParameterStore(manager, false),
                            new NDList(images(scratch, values, pictures.size())),
                            false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    private NDArray images(NDManager scratch, float[] pictures, int count) {
        return scratch.create(pictures, new Shape(count, 3, input.height(), input.width()));
    }

    @Override
    public void close() {
        lanes.close();
        network.unfuse();
        manager.close();
    }
}
