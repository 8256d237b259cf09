package io.zerostream.model.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.LayerNorm;
import org.jspecify.annotations.Nullable;

/** The few operations that everything here is made of; maps are (B,H,W,C). */
public final class Layers {
    private static final float EPSILON = 1e-5f;

    private Layers() {}

    /** x·Wᵀ + b over the last axis; W is (out,in). */
    public static NDArray linear(NDArray x, NDArray w, @Nullable NDArray b) {
        return ai.djl.nn.core.Linear.linear(x, w, b).singletonOrThrow();
    }

    /** Layer normalisation over the last axis, biased variance. */
    public static NDArray norm(NDArray x, NDArray weight, NDArray bias) {
        return LayerNorm.layerNorm(x, new Shape(weight.getShape().get(0)), weight, bias, EPSILON)
                .singletonOrThrow();
    }

    /** 3×3 convolution with padding 1 on a channels-last map. */
    public static NDArray convolve(NDArray x, NDArray w, @Nullable NDArray b, int stride, int groups) {
        NDList y = Conv2d.conv2d(
                x.transpose(0, 3, 1, 2), w, b, new Shape(stride, stride), new Shape(1, 1), new Shape(1, 1), groups);
        return y.singletonOrThrow().transpose(0, 2, 3, 1);
    }

    /**
     * x·sigmoid(x). Not DJL's swish: that multiplies by a Java number whose memory is freed while the gradient still needs
     * it, so that gradients turn to garbage now and then.
     */
    public static NDArray silu(NDArray x) {
        return x.mul(ai.djl.nn.Activation.sigmoid(x));
    }

    /** x·Φ(x), the exact form with erf. */
    public static NDArray gelu(NDArray x) {
        return ai.djl.nn.Activation.gelu(x);
    }
}
