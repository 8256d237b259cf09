package io.zerostream.trainer.flags.run;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import io.zerostream.model.image.ImageInput;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.zeromamba.ZeroMambaConfig;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.learn.Batch;
import io.zerostream.trainer.learn.Learner;
import io.zerostream.trainer.learn.Loss;
import io.zerostream.trainer.learn.Threads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Behind {@link io.zerostream.trainer.flags.run.TrainingSteps}: a {@link Learner} fed by hand. */
public final class GivenSteps implements AutoCloseable {
    private final Learner learner;
    private final ImageInput input;
    private final float[] prototypes;
    private final int classes;

    /** See {@link io.zerostream.trainer.flags.run.TrainingSteps}. */
    public GivenSteps(
            ZeroMambaConfig network,
            ImageInput input,
            Loss loss,
            TrainingConfig.Optimiser optimiser,
            List<float[]> classVectors,
            Map<String, float[]> start) {
        this.input = input;
        classes = classVectors.size();
        prototypes = new float[classes * network.attributes()];
        for (int c = 0; c < classes; c++) {
            System.arraycopy(classVectors.get(c), 0, prototypes, c * network.attributes(), network.attributes());
        }
        TrainingConfig nano = TrainingConfig.nano();
        TrainingConfig config = new TrainingConfig(
                "given",
                0,
                nano.imageSize(),
                nano.views(),
                network,
                nano.madeUp(),
                loss,
                optimiser,
                nano.protocol(),
                new Threads(1, 2, 1));
        learner = FlagsLearner.of(config, input, classVectors);
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

    /** See {@link io.zerostream.trainer.flags.run.TrainingSteps#step}. */
    public double step(float[] pictures, int[] labels) {
        float[] targets = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            targets[i * classes + labels[i]] = 1;
        }
        float[] attributes = new float[labels.length * (prototypes.length / classes)];
        return learner.step(new Batch(pictures, attributes, targets, prototypes, labels.length, classes), 1);
    }

    /** See {@link io.zerostream.trainer.flags.run.TrainingSteps#vectors}. */
    public float[] vectors(float[] pictures, int batch) {
        try (NDManager scratch = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
            NDArray images = scratch.create(pictures, new Shape(batch, 3, input.height(), input.width()));
            return learner.network()
                    .forward(new ParameterStore(scratch, false), new NDList(images), false)
                    .singletonOrThrow()
                    .toFloatArray();
        }
    }

    /** See {@link io.zerostream.trainer.flags.run.TrainingSteps#weights}. */
    public Map<String, float[]> weights() {
        Map<String, float[]> weights = new LinkedHashMap<>();
        Map<String, Parameter> parameters = learner.network().officialParameters();
        parameters.forEach(
                (name, parameter) -> weights.put(name, parameter.getArray().toFloatArray()));
        return weights;
    }

    @Override
    public void close() {
        learner.close();
    }
}
