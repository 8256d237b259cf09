package io.zerostream.trainer.internal;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.zerostream.trainer.TrainerException;
import io.zerostream.trainer.TrainingConfig;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The weights of a network on the Java heap, where they are updated and averaged in plain loops: for a network of a
 * million weights that takes a few milliseconds a step and leaves no native memory behind. Used by one thread.
 */
final class HeapParameters {
    private static final String BACKBONE = "VisionMamba.";
    private static final String LOCAL_HEAD = "clf_head2.";

    /** One parameter; the engine reads the weights from {@code shown}, which must live as long as the array. */
    private record Entry(
            NDArray array, ByteBuffer shown, float[] value, float[] average, UpdateRule rule, double rate) {
        void show(float[] weights) {
            shown.asFloatBuffer().put(weights);
            array.set(shown);
        }
    }

    private final TrainingConfig.Optimiser config;
    private final List<Entry> entries = new ArrayList<>();
    private final Runnable changed;
    private int updates;

    /**
     * Copies the weights and asks for their gradients.
     *
     * @param parameters by official name, initialised
     * @param changed called whenever other weights have been put into the network
     */
    HeapParameters(Map<String, Parameter> parameters, TrainingConfig.Optimiser config, Runnable changed) {
        this.config = config;
        this.changed = changed;
        parameters.forEach((name, parameter) -> {
            NDArray array = parameter.getArray();
            array.setRequiresGradient(true);
            float[] value = array.toFloatArray();
            boolean matrix = array.getShape().dimension() > 1 && !name.endsWith("A_logs");
            UpdateRule rule =
                    switch (config.rule()) {
                        case SGD -> new SgdMomentum(value.length, config.weightDecay());
                        case ADAMW -> new AdamW(value.length, matrix ? config.weightDecay() : 0);
                    };
            ByteBuffer shown =
                    ByteBuffer.allocateDirect(value.length * Float.BYTES).order(ByteOrder.nativeOrder());
            entries.add(new Entry(array, shown, value, value.clone(), rule, rate(name)));
        });
    }

    /** Number of weights. */
    long size() {
        return entries.stream().mapToLong(e -> e.value.length).sum();
    }

    /**
     * Changes the weights by their gradients and clears these.
     *
     * @param share of the highest learning rates, from the schedule
     * @return norm of the whole gradient before clipping
     * @throws TrainerException when a gradient is not finite
     */
    double update(double share) {
        List<float[]> gradients = new ArrayList<>();
        double squares = 0;
        for (Entry entry : entries) {
            try (NDArray gradient = entry.array.getGradient()) {
                float[] g = gradient.toFloatArray();
                gradients.add(g);
                double sum = 0;
                for (float v : g) {
                    sum += v * v;
                }
                squares += sum;
            }
            // the engine adds new gradients to old ones
            JniUtils.zeroGrad((PtNDArray) entry.array);
        }
        double norm = Math.sqrt(squares);
        if (!Double.isFinite(norm)) {
            throw new TrainerException(
                    "the gradient is not finite after " + updates + " steps; lower the learning rates");
        }
        float factor = config.clipNorm() > 0 && norm > config.clipNorm() ? (float) (config.clipNorm() / norm) : 1;
        updates++;
        // short at first, so that the start weights are soon forgotten
        float keep = (float) Math.min(config.averageDecay(), (1.0 + updates) / (10.0 + updates));
        keep = config.averageDecay() == 0 ? 0 : keep;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            float[] g = gradients.get(i);
            for (int k = 0; k < g.length; k++) {
                g[k] *= factor;
            }
            entry.rule.step(entry.value, g, entry.rate * share);
            for (int k = 0; k < g.length; k++) {
                entry.average[k] += (1 - keep) * (entry.value[k] - entry.average[k]);
            }
            entry.show(entry.value);
        }
        changed.run();
        return norm;
    }

    /** Puts the averaged weights into the network. */
    void showAverage() {
        entries.forEach(e -> e.show(e.average));
        changed.run();
    }

    /** Puts the weights that training goes on from into the network. */
    void showCurrent() {
        entries.forEach(e -> e.show(e.value));
        changed.run();
    }

    /** A copy of the averaged weights. */
    List<float[]> average() {
        return entries.stream().map(e -> e.average.clone()).toList();
    }

    /** Makes the given weights the current and averaged ones, and puts them into the network. */
    void restart(List<float[]> weights) {
        for (int i = 0; i < weights.size(); i++) {
            Entry entry = entries.get(i);
            System.arraycopy(weights.get(i), 0, entry.value, 0, entry.value.length);
            System.arraycopy(weights.get(i), 0, entry.average, 0, entry.value.length);
        }
        updates = 0;
        showCurrent();
    }

    private double rate(String name) {
        if (name.startsWith(BACKBONE)) {
            return config.backboneRate();
        }
        return name.startsWith(LOCAL_HEAD) ? config.localRate() : config.globalRate();
    }
}
