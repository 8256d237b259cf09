package io.zerostream.conformance.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.zerostream.conformance.result.ConformanceException;
import io.zerostream.model.image.ImageInput;
import io.zerostream.trainer.learn.Loss;
import io.zerostream.trainer.learn.Rule;
import io.zerostream.trainer.learn.TrainingSteps;
import io.zerostream.trainer.learn.Updates;
import java.util.List;
import java.util.Map;

/** One run of the reference, followed step by step with our trainer. */
final class Trajectory {
    private static final double WEIGHT_DECAY = 1e-3;
    private static final double CHANGE = 5e-2;
    private static final double VECTORS = 4e-5;
    /** From these rates on, the reference's own noise grows from step to step. */
    private static final double LARGE_RATE = 2e-3;

    private final String name;
    private final TrainingData data;
    private final Npz file;
    private final JsonNode figures;
    private final Cases cases;
    private final boolean large;

    Trajectory(String name, TrainingData data, Npz file, JsonNode figures, Cases cases) {
        this.name = name;
        this.data = data;
        this.file = file;
        this.figures = figures;
        this.cases = cases;
        this.large = rate("backbone_lr") >= LARGE_RATE;
    }

    private double rate(String key) {
        return file.get(key).toDoubles()[0];
    }

    void run() {
        ImageInput input = ImageInput.imageNet(data.height(), data.width());
        double decay = figures.path("hyperparameters").path("weight_decay").asDouble(WEIGHT_DECAY);
        Updates updates = new Updates(
                Rule.SGD,
                List.of(
                        new Updates.Group("VisionMamba.", rate("backbone_lr"), decay),
                        new Updates.Group("clf_head2.", rate("head2_lr"), decay),
                        new Updates.Group("", rate("head_lr"), decay)),
                0,
                0);
        Loss loss = new Loss(1, 0, 0, rate("loss_L1"));
        try (TrainingSteps steps =
                new TrainingSteps(data.config(), input, loss, updates, data.classes(), data.start())) {
            cases.close(
                    name + ": fused_step1",
                    steps.vectors(data.pictures(0), data.batch()),
                    file.get("fused_step1"),
                    VECTORS);
            double[] losses = file.get("loss").toDoubles();
            double worst = 0;
            for (int step = 0; step < losses.length; step++) {
                double off = Math.abs(steps.step(data.pictures(step), data.labels(step)) - losses[step]);
                worst = off <= worst ? worst : off;
            }
            cases.error(name + ": loss (largest difference)", worst, large ? 2e-3 : 1e-4);
            Map<String, float[]> weights = steps.weights();
            parameters(weights);
            checksums(weights);
            after(steps.vectors(data.pictures(0), data.batch()));
        }
    }

    private void parameters(Map<String, float[]> weights) {
        for (String key : file.names()) {
            if (key.startsWith("final.")) {
                String parameter = key.substring("final.".length());
                float[] found = needed(weights, parameter);
                double[] expected = file.get(key).toDoubles();
                cases.close(name + ": " + key, found, expected, limit());
                double[] start = data.weights().get(parameter).toDoubles();
                double change = 0;
                double error = 0;
                for (int i = 0; i < found.length; i++) {
                    change = Math.max(change, Math.abs(expected[i] - start[i]));
                    error = Math.max(error, Math.abs(found[i] - expected[i]));
                }
                cases.error(name + ": " + key + " (over the largest change)", error / change, CHANGE);
            }
        }
    }

    /** Of every parameter, the reference kept figures. */
    private void checksums(Map<String, float[]> weights) {
        figures.path("all_parameters_after_10_steps").properties().forEach(entry -> {
            float[] found = needed(weights, entry.getKey());
            double[] start = data.weights().get(entry.getKey()).toDoubles();
            double sum = 0;
            double absSum = 0;
            double squares = 0;
            double change = 0;
            for (int i = 0; i < found.length; i++) {
                sum += found[i];
                absSum += Math.abs(found[i]);
                squares += (double) found[i] * found[i];
                change = Math.max(change, Math.abs(found[i] - start[i]));
            }
            JsonNode expected = entry.getValue();
            double whole = Json.needed(expected, "abs_sum").asDouble();
            double length = Json.needed(expected, "l2").asDouble();
            double error = Math.abs(sum - Json.needed(expected, "sum").asDouble()) / whole;
            error = Math.max(error, Math.abs(absSum - whole) / whole);
            error = Math.max(error, Math.abs(Math.sqrt(squares) - length) / length);
            cases.error(name + ": checksums of " + entry.getKey(), error, limit());
            double expectedChange = Json.needed(expected, "max_abs_change").asDouble();
            cases.error(
                    name + ": largest change of " + entry.getKey(),
                    Math.abs(change - expectedChange) / expectedChange,
                    CHANGE);
        });
    }

    /** The limit is ten times the reference's own noise, where it says so. */
    private void after(float[] vectors) {
        if (file.has("fused_batch0_after") && file.has("fused_batch0_after_f64")) {
            double[] single = file.get("fused_batch0_after").toDoubles();
            double[] exact = file.get("fused_batch0_after_f64").toDoubles();
            double scale = 0;
            double noise = 0;
            for (int i = 0; i < exact.length; i++) {
                scale = Math.max(scale, Math.abs(exact[i]));
                noise = Math.max(noise, Math.abs(single[i] - exact[i]));
            }
            double limit = Math.max(VECTORS, 10 * noise / scale);
            cases.close(name + ": fused_batch0_after", vectors, exact, limit);
        }
    }

    private double limit() {
        return large ? 5e-5 : 1e-5;
    }

    private static float[] needed(Map<String, float[]> weights, String name) {
        float[] values = weights.get(name);
        if (values == null) {
            throw new ConformanceException("the network has no parameter '" + name + "'");
        }
        return values;
    }
}
