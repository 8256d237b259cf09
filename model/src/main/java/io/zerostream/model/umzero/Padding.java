package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** How many zeros a convolution puts around a map, so that its output is ⌈size / stride⌉ long. */
enum Padding {
    /** k/2 on each side. */
    SYMMETRIC {
        @Override
        int inAll(long size, int kernel, int stride) {
            return kernel / 2 * 2;
        }
    },
    /** TensorFlow's SAME: what is needed, the smaller half of it in front. */
    SAME {
        @Override
        int inAll(long size, int kernel, int stride) {
            return (int) Math.max(0, (outSize(size, stride) - 1) * stride + kernel - size);
        }
    };

    /** Zeros in front of and behind an axis together. */
    abstract int inAll(long size, int kernel, int stride);

    /** Length of the output. */
    static long outSize(long size, int stride) {
        return (size + stride - 1) / stride;
    }

    /** The map (B,C,H,W) with its zeros around it. */
    NDArray around(NDArray x, int kernel, int stride) {
        int rows = inAll(x.getShape().get(2), kernel, stride);
        int columns = inAll(x.getShape().get(3), kernel, stride);
        return x.pad(new Shape(columns / 2, columns - columns / 2, rows / 2, rows - rows / 2), 0);
    }

    /** Whether as many zeros go in front as behind, so that the convolution itself can see to them. */
    boolean even(Shape map, int kernel, int stride) {
        return inAll(map.get(2), kernel, stride) % 2 == 0 && inAll(map.get(3), kernel, stride) % 2 == 0;
    }
}
