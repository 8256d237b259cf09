package io.zerostream.trainer.learn;

import ai.djl.ndarray.NDArray;
import java.util.List;

/**
 * Stochastic gradient descent as in the published training: d = g + decay·p; the buffer is d at first, then 0.9·buffer +
 * d; p -= rate·buffer. No dampening, no Nesterov.
 */
final class SgdMomentum implements UpdateRule {
    private static final float MOMENTUM = 0.9f;
    // zeros at first: 0.9·0 + d is d
    private final NDArray buffer;
    private final float decay;

    SgdMomentum(NDArray value, double decay) {
        buffer = value.zerosLike();
        this.decay = (float) decay;
    }

    @Override
    public void step(NDArray value, NDArray gradient, double rate, long step) {
        if (decay != 0) {
            try (NDArray pull = value.mul(decay)) {
                gradient.addi(pull);
            }
        }
        buffer.muli(MOMENTUM).addi(gradient);
        try (NDArray change = buffer.mul((float) rate)) {
            value.subi(change);
        }
    }

    @Override
    public List<NDArray> memory() {
        return List.of(buffer);
    }
}
