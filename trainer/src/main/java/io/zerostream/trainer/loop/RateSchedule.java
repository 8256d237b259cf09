package io.zerostream.trainer.loop;

import io.zerostream.trainer.internal.Checks;
import java.util.List;

/**
 * Learning rates over a stage, as a share of the highest.
 *
 * @param shape what follows the warm-up
 * @param epochs length of the first stage, in passes over its pictures
 * @param warmUp epochs in which the rate rises in a line
 * @param milestones epochs after each of which MULTI_STEP multiplies the rate by {@code factor}
 * @param factor of MULTI_STEP, in (0, 1]
 */
public record RateSchedule(Shape shape, double epochs, double warmUp, List<Double> milestones, double factor) {
    /** What follows the warm-up. */
    public enum Shape {
        /** the highest rate */
        CONSTANT,
        /** falls at milestones */
        MULTI_STEP,
        /** half a cosine, to 0 at the end */
        COSINE
    }

    public RateSchedule {
        milestones = List.copyOf(milestones);
        Checks.require(epochs > 0, "schedule.epochs", "must be above 0", epochs);
        Checks.require(warmUp >= 0 && warmUp < epochs, "schedule.warmUp", "must be in [0, epochs)", warmUp);
        Checks.require(factor > 0 && factor <= 1, "schedule.factor", "must be in (0, 1]", factor);
    }

    /** The same shape over another length: warm-up and milestones keep their places in it. */
    public RateSchedule over(double otherEpochs) {
        double f = otherEpochs / epochs;
        return new RateSchedule(
                shape,
                otherEpochs,
                warmUp * f,
                milestones.stream().map(m -> m * f).toList(),
                factor);
    }

    /**
     * The share at a step.
     *
     * @param step from 0
     * @param steps of the whole stage
     */
    public double at(long step, long steps) {
        double epoch = epochs * step / steps;
        double rising = warmUp / epochs * steps;
        if (step < rising) {
            return (step + 1) / (rising + 1);
        }
        return switch (shape) {
            case CONSTANT -> 1;
            case MULTI_STEP ->
                Math.pow(factor, (double)
                        milestones.stream().filter(m -> epoch >= m).count());
            case COSINE -> 0.5 * (1 + Math.cos(Math.PI * (step - rising) / Math.max(1, steps - rising)));
        };
    }
}
