package io.zerostream.trainer.learn;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.zerostream.model.classes.SemanticVectors;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.trainer.internal.Seeds;
import java.util.List;
import java.util.Map;

/** A network being trained, by a thread of its own. Used by one thread; closing frees the native memory. */
public final class Learner implements Stepper<Batch>, AutoCloseable {
    private static final int EMBED_BATCH = 64;

    private final ImageInput input;
    private final NDManager manager;
    private final Trainee trainee;
    private final int accumulate;
    private final Lanes lanes;
    private final TrainedWeights weights;

    /**
     * Initialises what is not yet.
     *
     * @param accumulate in how many parts, one after the other, a batch runs
     * @param device where
     * @param threads of a tensor operation
     * @param seed of the engine
     */
    public Learner(
            Trainee trainee, ImageInput input, Updates updates, int accumulate, Device device, int threads, long seed) {
        this.trainee = trainee;
        this.input = input;
        this.accumulate = accumulate;
        Engine engine = Engine.getEngine("PyTorch");
        engine.setRandomSeed((int) Seeds.of(seed, "engine", 0));
        JniUtils.setGradMode(false);
        lanes = new Lanes(1, threads);
        manager = engine.newBaseManager(device);
        trainee.network().initialize(manager, DataType.FLOAT32, new Shape(1, 3, input.height(), input.width()));
        for (Parameter parameter : trainee.parameters().values()) {
            parameter.initialize(manager, DataType.FLOAT32);
        }
        weights = new TrainedWeights(trainee.parameters(), updates, this::weightsChanged);
        weightsChanged();
    }

    /** The weights. */
    public TrainedWeights parameters() {
        return weights;
    }

    /** The network; its weights are those shown last. */
    public NamedBlock network() {
        return trainee.network();
    }

    @Override
    public double step(Batch batch, double share) {
        double loss = 0;
        for (float part : lanes.all(accumulate, i -> gradients(batch.part(i, accumulate), 1f / accumulate))) {
            loss += part;
        }
        weights.update(share);
        return loss;
    }

    /** Adds a part's share to the gradients. */
    private float gradients(Batch part, float weight) {
        try (NDManager scratch = manager.newSubManager()) {
            return trainee.addGradients(
                    new ParameterStore(manager, false), images(scratch, part.pictures(), part.size()), part, weight);
        }
    }

    @Override
    public Map<String, NDArray> memory() {
        return weights.memory();
    }

    @Override
    public long[] counts() {
        return weights.counts();
    }

    @Override
    public void resume(long[] counts) {
        weights.resume(counts);
    }

    private void weightsChanged() {
        lanes.all(1, i -> {
            trainee.network().fuse(true);
            return i;
        });
    }

    /**
     * Semantic vectors of pictures, with the weights shown last.
     *
     * @param pictures uint8 RGB, height × width × 3 each
     * @param classes their class indices
     */
    public SemanticVectors embed(List<byte[]> pictures, int[] classes) {
        int parts = (pictures.size() + EMBED_BATCH - 1) / EMBED_BATCH;
        List<float[]> vectors = lanes.all(
                parts, i -> embed(pictures.subList(i * EMBED_BATCH, Math.min(pictures.size(), (i + 1) * EMBED_BATCH))));
        int numbers = vectors.stream().mapToInt(v -> v.length).sum();
        float[] rows = new float[numbers];
        int at = 0;
        for (float[] part : vectors) {
            System.arraycopy(part, 0, rows, at, part.length);
            at += part.length;
        }
        return new SemanticVectors(rows, classes, numbers / pictures.size());
    }

    private float[] embed(List<byte[]> pictures) {
        int numbers = 3 * input.height() * input.width();
        float[] values = new float[pictures.size() * numbers];
        for (int i = 0; i < pictures.size(); i++) {
            Pixels.normalise(pictures.get(i), input, values, i * numbers);
        }
        try (NDManager scratch = manager.newSubManager()) {
            return trainee.network()
                    .forward(
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
        trainee.network().unfuse();
        manager.close();
    }
}
