package io.zerostream.trainer.internal;

/**
 * Stochastic gradient descent as in the published training: d = g + decay·p; the buffer is d at first, then 0.9·buffer +
 * d; p -= rate·buffer. No dampening, no Nesterov.
 */
final class SgdMomentum implements UpdateRule {
    private static final float MOMENTUM = 0.9f;
    private final float[] buffer;
    private final float decay;
    private boolean started;

    SgdMomentum(int size, double decay) {
        buffer = new float[size];
        this.decay = (float) decay;
    }

    @Override
    public void step(float[] value, float[] gradient, double rate) {
        float keep = started ? MOMENTUM : 0;
        float r = (float) rate;
        for (int i = 0; i < value.length; i++) {
            buffer[i] = keep * buffer[i] + gradient[i] + decay * value[i];
            value[i] -= r * buffer[i];
        }
        started = true;
    }
}
