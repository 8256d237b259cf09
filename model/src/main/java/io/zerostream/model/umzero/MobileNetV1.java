package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.umzero.NormalisedConvolution.Form;
import io.zerostream.model.umzero.NormalisedConvolution.Names;
import java.util.ArrayList;
import java.util.List;

/**
 * MobileNet v1 (Howard et al. 2017, table 1) with TensorFlow's padding: {@code conv1}, then blocks of a depthwise 3×3 and
 * a 1×1 convolution, ReLU6 after each, so that maps lie in [0,6]. Parameters are named as in Keras with {@code .} for
 * {@code /}; kernels are (out,in/groups,k,k). Unit 0 is {@code conv1}, unit i is block i.
 */
public final class MobileNetV1 extends ConvolutionalBackbone {
    /** Blocks of the whole network. */
    static final int BLOCKS = 13;

    private static final float EPSILON = 1e-3f;
    private static final int FIRST = 32;
    private static final int SIX = 6;
    private static final List<Integer> CHANNELS =
            List.of(64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024);
    private static final List<Integer> STRIDES = List.of(1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1);

    /**
     * A network without weights.
     *
     * @param width factor of all channel counts
     * @param blocks how many of the 13 to have
     * @param starts where start values come from
     */
    MobileNetV1(float width, int blocks, Starts starts) {
        int in = Math.round(width * FIRST);
        unit(new Unit().then("conv1", "kernel", form(3, in, 3, 2, 1), starts));
        for (int i = 1; i <= blocks; i++) {
            int out = channels(width, i);
            unit(new Unit()
                    .then("conv_dw_" + i, "depthwise_kernel", form(in, in, 3, STRIDES.get(i - 1), in), starts)
                    .then("conv_pw_" + i, "kernel", form(in, out, 1, 1, 1), starts));
            in = out;
        }
    }

    /** Channels behind a block, counted from 1. */
    static int channels(float width, int block) {
        return Math.round(width * CHANNELS.get(block - 1));
    }

    private static Form form(int in, int out, int size, int stride, int groups) {
        return new Form(in, out, size, stride, groups, Padding.SAME, EPSILON);
    }

    /** Convolutions in a row, each with ReLU6. */
    private static final class Unit extends NamedBlock {
        private final List<NormalisedConvolution> convolutions = new ArrayList<>();

        Unit then(String name, String kernel, Form form, Starts starts) {
            Names names = new Names(
                    name + "." + kernel,
                    name + "_bn.gamma",
                    name + "_bn.beta",
                    name + "_bn.moving_mean",
                    name + "_bn.moving_variance");
            convolutions.add(child(new NormalisedConvolution(form, names, starts)));
            return this;
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
            NDArray x = inputs.singletonOrThrow();
            for (NormalisedConvolution convolution : convolutions) {
                NDArray y = convolution.forward(store, new NDList(x), training).singletonOrThrow();
                // not DJL's relu6: that takes the minimum with a Java number, whose memory is freed while the gradient
                // still compares with it; clip's borders live as long as y's manager
                x = y.clip(0, SIX);
            }
            return new NDList(x);
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            Shape[] shapes = inputs;
            for (NormalisedConvolution convolution : convolutions) {
                shapes = convolution.getOutputShapes(shapes);
            }
            return shapes;
        }
    }
}
