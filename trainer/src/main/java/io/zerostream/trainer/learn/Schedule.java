package io.zerostream.trainer.learn;

/**
 * Learning rate as a share of the highest: rises in a line during the warm-up, then falls as a half cosine to 0.
 *
 * @param steps steps of the stage
 * @param warmUp share of them spent rising, in [0, 1)
 */
public record Schedule(int steps, double warmUp) {
    /** The share at a step, counted from 0. */
    public double at(int step) {
        double rising = warmUp * steps;
        if (step < rising) {
            return (step + 1) / (rising + 1);
        }
        double t = (step - rising) / Math.max(1, steps - rising);
        return 0.5 * (1 + Math.cos(Math.PI * Math.min(1, t)));
    }
}
