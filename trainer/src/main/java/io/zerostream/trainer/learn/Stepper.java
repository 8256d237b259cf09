package io.zerostream.trainer.learn;

import ai.djl.ndarray.NDArray;
import java.util.Map;

/**
 * What a stage of training changes step by step, and what of it a continuation needs. Used by one thread.
 *
 * @param <B> what a step learns from
 */
public interface Stepper<B> {
    /**
     * One step: forward, loss, gradients, update.
     *
     * @param share of the highest learning rates, from the schedule
     * @return the loss before the step
     * @throws io.zerostream.trainer.TrainerException when loss or gradient is not finite
     */
    double step(B batch, double share);

    /** Everything an exact continuation needs besides {@link #counts}, by name; written to in place. */
    Map<String, NDArray> memory();

    /** How many updates there were: in all, and since the weights were last replaced. */
    long[] counts();

    /** Goes on where another run was, after its values have been written into {@link #memory}; takes its {@link #counts}. */
    void resume(long[] counts);
}
