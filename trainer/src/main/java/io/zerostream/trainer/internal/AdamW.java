package io.zerostream.trainer.internal;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, algorithm 2): m = β₁m + (1-β₁)g, v = β₂v + (1-β₂)g², p -=
 * rate·(m̂/(√v̂ + ε) + decay·p) with the means divided by 1 - βᵗ.
 */
final class AdamW implements UpdateRule {
    private static final float BETA1 = 0.9f;
    private static final float BETA2 = 0.99f;
    private static final float EPSILON = 1e-8f;
    private final NDArray first;
    private final NDArray second;
    private final double decay;

    AdamW(NDArray value, double decay) {
        first = value.zerosLike();
        second = value.zerosLike();
        this.decay = decay;
    }

    @Override
    public void step(NDArray value, NDArray gradient, double rate, long step) {
        float stride = (float) (rate / (1 - Math.pow(BETA1, (double) step)));
        float norm = (float) (1 / Math.sqrt(1 - Math.pow(BETA2, (double) step)));
        try (NDArray part = gradient.mul(1 - BETA1)) {
            first.muli(BETA1).addi(part);
        }
        second.muli(BETA2).addi(gradient.muli(gradient).muli(1 - BETA2));
        try (NDArray length = second.sqrt();
                NDArray change = first.div(length.muli(norm).addi(EPSILON))) {
            value.muli((float) (1 - rate * decay)).subi(change.muli(stride));
        }
    }

    @Override
    public List<NDArray> memory() {
        return List.of(first, second);
    }
}
