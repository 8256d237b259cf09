package io.zerostream.trainer.internal;

/** How a gradient changes a parameter. One object serves one parameter and remembers what it needs between steps. */
interface UpdateRule {
    /**
     * One step, in place.
     *
     * @param value the parameter
     * @param gradient its gradient; may be changed
     * @param rate learning rate of this step
     */
    void step(float[] value, float[] gradient, double rate);
}
