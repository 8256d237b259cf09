package io.zerostream.trainer.learn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m = β₁m + (1-β₁)g, v = β₂v + (1-β₂)g², p -= rate·m̂/(√v̂ + ε) with the means
 * divided by 1 - βᵗ. Weight decay is either part of the gradient or, in AdamW, apart from it (Loshchilov and Hutter 2019,
 * algorithm 2): p -= rate·decay·p.
 */
final class Adam implements UpdateRule {
    private static final float BETA1 = 0.9f;
    private static final float EPSILON = 1e-8f;
    private final NDArray first;
    private final NDArray second;
    private final float beta2;
    private final double inGradient;
    private final double apart;

    private Adam(NDArray value, float beta2, double inGradient, double apart) {
        first = value.zerosLike();
        second = value.zerosLike();
        this.beta2 = beta2;
        this.inGradient = inGradient;
        this.apart = apart;
    }

    /** Adam with β₂ = 0.999 and g + decay·p for the gradient. */
    static Adam coupled(NDArray value, double decay) {
        return new Adam(value, 0.999f, decay, 0);
    }

    /** AdamW with β₂ = 0.99. */
    static Adam decoupled(NDArray value, double decay) {
        return new Adam(value, 0.99f, 0, decay);
    }

    @Override
    public void step(NDArray value, NDArray gradient, double rate, long step) {
        float stride = (float) (rate / (1 - Math.pow(BETA1, (double) step)));
        float norm = (float) (1 / Math.sqrt(1 - Math.pow(beta2, (double) step)));
        if (inGradient != 0) {
            try (NDArray pull = value.mul((float) inGradient)) {
                gradient.addi(pull);
            }
        }
        try (NDArray part = gradient.mul(1 - BETA1)) {
            first.muli(BETA1).addi(part);
        }
        second.muli(beta2).addi(gradient.muli(gradient).muli(1 - beta2));
        try (NDArray length = second.sqrt();
                NDArray change = first.div(length.muli(norm).addi(EPSILON))) {
            value.muli((float) (1 - rate * apart)).subi(change.muli(stride));
        }
    }

    @Override
    public List<NDArray> memory() {
        return List.of(first, second);
    }
}
