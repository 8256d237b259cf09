package io.zerostream.model.nn;

import ai.djl.ndarray.NDManager;
import ai.djl.training.initializer.Initializer;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Start values of parameters, as in the published code, drawn from one seeded sequence in the order of the parameters'
 * construction and initialisation: the same seed gives the same network.
 */
public final class Starts {
    private static final double STEP_MIN = 1e-3;
    private static final double STEP_MAX = 0.1;
    private static final double STEP_FLOOR = 1e-4;

    private final long seed;
    private int count;

    public Starts(long seed) {
        this.seed = seed;
    }

    public Initializer constant(float value) {
        return drawn(() -> (double) value);
    }

    /** Uniform in ±bound. */
    public Initializer uniform(double bound) {
        Random random = next();
        return drawn(() -> (2 * random.nextDouble() - 1) * bound);
    }

    /** Normal with this deviation, redrawn beyond two deviations. */
    public Initializer truncatedNormal(double deviation) {
        Random random = next();
        return drawn(() -> {
            double z = random.nextGaussian();
            while (Math.abs(z) > 2) {
                z = random.nextGaussian();
            }
            return z * deviation;
        });
    }

    public Initializer normal() {
        Random random = next();
        return drawn(random::nextGaussian);
    }

    /** Inverse softplus of a step drawn log-uniformly from [0.001, 0.1], the start of the step bias. */
    public Initializer stepBias() {
        Random random = next();
        return drawn(() -> {
            double range = Math.log(STEP_MAX) - Math.log(STEP_MIN);
            double step = Math.exp(random.nextDouble() * range + Math.log(STEP_MIN));
            step = Math.max(step, STEP_FLOOR);
            return step + Math.log(-Math.expm1(-step));
        });
    }

    /** log(1) … log(states) in each row: A = -1 … -states. */
    public Initializer logOneTo(int states) {
        int[] i = {0};
        return drawn(() -> Math.log(1 + i[0]++ % states));
    }

    private Random next() {
        return new Random(seed * 0x9E3779B97F4A7C15L + ++count);
    }

    private static Initializer drawn(Supplier<Double> draw) {
        return (NDManager manager, ai.djl.ndarray.types.Shape shape, ai.djl.ndarray.types.DataType type) -> {
            float[] values = new float[(int) shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = draw.get().floatValue();
            }
            return manager.create(values, shape).toType(type, false);
        };
    }
}
