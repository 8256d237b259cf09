package io.zerostream.model.nn;

import ai.djl.ndarray.NDArray;
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
    public static NDArray convolve(NDArray x, NDArray w, @Nullable NDArray b, int stride) {
        return convolution(x.transpose(0, 3, 1, 2), w, b, stride, 1).transpose(0, 2, 3, 1);
    }

    /**
     * A 3×3 kernel for each channel alone, padding 1, on a channels-last map.
     *
     * <p>On a GPU the map goes through channels first and comes back in order: for channels-last maps the engine asks cuDNN,
     * which thinks for half a second about every size of batch that its thread has not seen (H100, PyTorch 2.11), while the
     * engine's own kernel begins at once.
     *
     * @param x (B, H, W, C)
     * @param w (C, 1, 3, 3)
     * @return (B, H, W, C), on the manager of x
     */
    public static NDArray convolveEach(NDArray x, NDArray w) {
        return convolveEach(x, w, x.getDevice().isGpu());
    }

    static NDArray convolveEach(NDArray x, NDArray w, boolean channelsFirst) {
        NDArray maps = x.transpose(0, 3, 1, 2);
        NDArray y = convolution(channelsFirst ? inOrder(maps) : maps, w, null, 1, Math.toIntExact(w.size(0)))
                .transpose(0, 2, 3, 1);
        return channelsFirst ? inOrder(y) : y;
    }

    private static NDArray convolution(NDArray maps, NDArray w, @Nullable NDArray b, int stride, int groups) {
        return Conv2d.conv2d(maps, w, b, new Shape(stride, stride), new Shape(1, 1), new Shape(1, 1), groups)
                .singletonOrThrow();
    }

    /** A reshape copies what does not lie in C order; the gradient passes. */
    private static NDArray inOrder(NDArray array) {
        return array.reshape(-1).reshape(array.getShape());
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
