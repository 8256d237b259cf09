package io.zerostream.conformance.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.conformance.result.ConformanceException;
import io.zerostream.model.zeromamba.ZeroMamba;
import io.zerostream.model.zeromamba.ZeroMambaGradients;
import java.util.stream.IntStream;

/** Gradients of every parameter in the first step of the run with the published rates. */
final class FirstGradients {
    private static final double LIMIT = 1e-4;
    private static final String RUN = "official_lr";

    private FirstGradients() {}

    static void run(String name, TrainingData data, Npz file, JsonNode figures, Cases cases) {
        double weight =
                figures.path(RUN).path("hyperparameters").path("loss_L1").asDouble(1);
        ZeroMamba network = new ZeroMamba(data.config(), 0);
        try (NDManager manager = Engines.manager()) {
            network.load(manager, Engines.weights(data.weights(), "", w -> true));
            network.officialParameters().values().forEach(p -> p.getArray().setRequiresGradient(true));
            network.fuse(true);
            try (NDManager scratch = manager.newSubManager()) {
                NDArray images =
                        scratch.create(data.pictures(0), new Shape(data.batch(), 3, data.height(), data.width()));
                ZeroMambaGradients.add(
                        network,
                        new ParameterStore(manager, false),
                        images,
                        parts -> loss(parts.fused(), data, (float) weight));
            }
            figures.path(RUN).path("gradient_step1_l2").properties().forEach(entry -> {
                float[] found = gradient(network, entry.getKey());
                double length = Math.sqrt(IntStream.range(0, found.length)
                        .mapToDouble(i -> (double) found[i] * found[i])
                        .sum());
                double expected = entry.getValue().asDouble();
                String key = name + ": length of " + entry.getKey() + " (relative)";
                cases.error(key, Math.abs(length - expected) / expected, LIMIT);
            });
            for (String parameter : file.names()) {
                cases.close(name + ": " + parameter, gradient(network, parameter), file.get(parameter), LIMIT);
            }
        } finally {
            network.unfuse();
        }
    }

    private static float[] gradient(ZeroMamba network, String name) {
        Parameter parameter = network.officialParameters().get(name);
        if (parameter == null) {
            throw new ConformanceException("the network has no parameter '" + name + "'");
        }
        return Engines.floats(parameter.getArray().getGradient());
    }

    /** Cross-entropy over the seen classes, and the mean distance to the class vector. */
    private static NDArray loss(NDArray fused, TrainingData data, float weight) {
        NDManager manager = fused.getManager();
        int classes = data.classes().size();
        int attributes = data.classes().get(0).length;
        float[] rows = new float[classes * attributes];
        for (int c = 0; c < classes; c++) {
            System.arraycopy(data.classes().get(c), 0, rows, c * attributes, attributes);
        }
        int[] labels = data.labels(0);
        float[] targets = new float[labels.length * classes];
        for (int i = 0; i < labels.length; i++) {
            targets[i * classes + labels[i]] = 1;
        }
        NDArray att = manager.create(rows, new Shape(classes, attributes));
        NDArray wanted = manager.create(targets, new Shape(labels.length, classes));
        // factors are arrays of the manager's: a Java number's memory is freed before the gradient needs it
        NDArray entropy =
                fused.matMul(att.transpose()).logSoftmax(1).mul(wanted).sum().mul(manager.create(-1f / labels.length));
        return entropy.add(fused.sub(wanted.matMul(att)).abs().mean().mul(manager.create(weight)));
    }
}
