package io.zerostream.trainer.learn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/** How a gradient changes a parameter. One object serves one parameter and remembers what it needs between steps. */
interface UpdateRule {
    /**
     * One step, in place, on the device of the arrays; gradients must not be recorded in this thread.
     *
     * @param value the parameter
     * @param gradient its gradient; may be changed
     * @param rate learning rate of this step
     * @param step how many steps this parameter has had with this one, from 1
     */
    void step(NDArray value, NDArray gradient, double rate, long step);

    /** What it remembers, in the parameter's shape; on the parameter's manager. Writing to them restores a run. */
    List<NDArray> memory();
}
