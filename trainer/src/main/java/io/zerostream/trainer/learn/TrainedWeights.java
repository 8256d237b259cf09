package io.zerostream.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.zerostream.trainer.TrainerException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a network in training: updated and averaged in place, on their device. Used by one thread, in which the
 * engine must not record gradients. What it makes hangs on the manager of the weights.
 */
public final class TrainedWeights {
    /** One parameter; the network computes with {@code array}, which holds the average while that is shown. */
    private record Entry(String name, NDArray array, NDArray average, NDArray aside, UpdateRule rule, double rate) {}

    private final Updates config;
    private final List<Entry> entries = new ArrayList<>();
    private final Runnable changed;
    private long steps;
    private long sinceRestart;
    private boolean averageShown;

    /**
     * Asks the engine for the gradients of the weights.
     *
     * @param parameters by official name, initialised
     * @param changed called whenever other weights have been put into the network
     */
    public TrainedWeights(Map<String, Parameter> parameters, Updates config, Runnable changed) {
        this.config = config;
        this.changed = changed;
        parameters.forEach((name, parameter) -> {
            NDArray array = parameter.getArray();
            Updates.Group group = config.groupOf(name);
            boolean matrix = array.getShape().dimension() > 1 && !name.endsWith("A_logs");
            UpdateRule rule =
                    switch (config.rule()) {
                        case SGD -> new SgdMomentum(array, group.weightDecay());
                        case ADAM -> Adam.coupled(array, group.weightDecay());
                        case ADAMW -> Adam.decoupled(array, matrix ? group.weightDecay() : 0);
                    };
            boolean averaged = config.averageDecay() > 0;
            NDArray average = averaged ? array.duplicate() : array;
            NDArray aside = averaged ? array.duplicate() : array;
            array.setRequiresGradient(true);
            entries.add(new Entry(name, array, average, aside, rule, group.rate()));
        });
    }

    /** Number of weights. */
    public long size() {
        return entries.stream().mapToLong(e -> e.array.size()).sum();
    }

    /**
     * Changes the weights by their gradients and clears these.
     *
     * @param share of the highest learning rates, from the schedule
     * @return norm of the whole gradient before clipping
     * @throws TrainerException when a gradient is not finite; the weights are as they were
     */
    public double update(double share) {
        List<NDArray> gradients = new ArrayList<>();
        try {
            double squares = 0;
            for (Entry entry : entries) {
                NDArray gradient = entry.array.getGradient();
                gradients.add(gradient);
                try (NDArray square = gradient.mul(gradient);
                        NDArray sum = square.sum()) {
                    squares += sum.getFloat();
                }
            }
            double norm = Math.sqrt(squares);
            if (!Double.isFinite(norm)) {
                throw new TrainerException(
                        "the gradient is not finite after " + steps + " steps; lower the learning rates");
            }
            change(gradients, norm, share);
            return norm;
        } finally {
            gradients.forEach(NDArray::close);
        }
    }

    private void change(List<NDArray> gradients, double norm, double share) {
        boolean clipped = config.clipNorm() > 0 && norm > config.clipNorm();
        steps++;
        sinceRestart++;
        // short at first, so that the start weights are soon forgotten
        double keep = Math.min(config.averageDecay(), (1.0 + sinceRestart) / (10.0 + sinceRestart));
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            NDArray gradient = gradients.get(i);
            if (clipped) {
                gradient.muli((float) (config.clipNorm() / norm));
            }
            entry.rule.step(entry.array, gradient, entry.rate * share, steps);
            if (config.averageDecay() > 0) {
                try (NDArray way = entry.array.sub(entry.average)) {
                    entry.average.addi(way.muli((float) (1 - keep)));
                }
            }
            // the engine adds new gradients to old ones
            JniUtils.zeroGrad((PtNDArray) entry.array);
        }
        changed.run();
    }

    /** Puts the averaged weights into the network. */
    public void showAverage() {
        if (config.averageDecay() > 0 && !averageShown) {
            for (Entry entry : entries) {
                entry.array.copyTo(entry.aside);
                entry.average.copyTo(entry.array);
            }
            averageShown = true;
            changed.run();
        }
    }

    /** Puts the weights that training goes on from into the network. */
    public void showCurrent() {
        if (averageShown) {
            entries.forEach(entry -> entry.aside.copyTo(entry.array));
            averageShown = false;
            changed.run();
        }
    }

    /** A copy of the averaged weights. */
    public List<float[]> average() {
        return entries.stream().map(e -> e.average.toFloatArray()).toList();
    }

    /** Makes the given weights the current and averaged ones, and puts them into the network. */
    public void restart(List<float[]> weights) {
        for (int i = 0; i < weights.size(); i++) {
            Entry entry = entries.get(i);
            put(entry.array, weights.get(i));
            put(entry.average, weights.get(i));
        }
        sinceRestart = 0;
        averageShown = false;
        changed.run();
    }

    private static void put(NDArray array, float[] values) {
        try (NDArray given = array.getManager().create(values, array.getShape())) {
            given.copyTo(array);
        }
    }

    /** How many updates there were, in all and since the weights were last replaced. */
    public long[] counts() {
        return new long[] {steps, sinceRestart};
    }

    /** Everything an exact continuation needs besides {@link #counts}: weights, averages, what the rule remembers. */
    public Map<String, NDArray> memory() {
        Map<String, NDArray> all = new LinkedHashMap<>();
        for (Entry entry : entries) {
            all.put("value/" + entry.name, entry.array);
            if (config.averageDecay() > 0) {
                all.put("average/" + entry.name, entry.average);
            }
            for (int i = 0; i < entry.rule.memory().size(); i++) {
                all.put("rule" + i + "/" + entry.name, entry.rule.memory().get(i));
            }
        }
        return all;
    }

    /**
     * Goes on where another run was: after its values have been written into {@link #memory}.
     *
     * @param counts that run's {@link #counts}
     */
    public void resume(long[] counts) {
        steps = counts[0];
        sinceRestart = counts[1];
        averageShown = false;
        changed.run();
    }
}
