package io.zerostream.trainer.internal;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): m = β₁m + (1-β₁)g, v = β₂v + (1-β₂)g², p -=
 * rate·(m̂/(√v̂ + ε) + decay·p) with the means divided by 1 - βᵗ.
 */
final class AdamW implements UpdateRule {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.99f;
    private static final float EPSILON = 1e-8f;
    private final float[] first;
    private final float[] second;
    private final double decay;
    private int steps;

    AdamW(int size, double decay) {
        first = new float[size];
        second = new float[size];
        this.decay = decay;
    }

    @Override
    public void step(float[] value, float[] gradient, double rate) {
        steps++;
        float stride = (float) (rate / (1 - Math.pow(BETA1, steps)));
        float norm = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, steps)));
        float shrink = (float) (1 - rate * decay);
        for (int i = 0; i < value.length; i++) {
            float g = gradient[i];
            first[i] = BETA1 * first[i] + (1 - BETA1) * g;
            second[i] = BETA2 * second[i] + (1 - BETA2) * g * g;
            value[i] = value[i] * shrink - stride * first[i] / ((float) Math.sqrt(second[i]) * norm + EPSILON);
        }
    }
}
