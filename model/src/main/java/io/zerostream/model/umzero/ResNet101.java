package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import io.zerostream.model.umzero.NormalisedConvolution.Form;
import io.zerostream.model.umzero.NormalisedConvolution.Names;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * ResNet-101 (He et al. 2016, table 1) with the stride in the 3×3 convolutions, as torchvision has it, whose parameter
 * names it carries; 2048 channels. Unit 0 is the stem, the others are the 33 bottlenecks.
 */
public final class ResNet101 extends ConvolutionalBackbone {
    /** C, channels of the last map. */
    static final int CHANNELS = 2048;

    /** Bottlenecks. */
    static final int BLOCKS = 33;

    private static final float EPSILON = 1e-5f;
    private static final int FIRST = 64;
    private static final int EXPANSION = 4;
    private static final List<Integer> DEPTHS = List.of(3, 4, 23, 3);

    /** A network without weights. */
    ResNet101(Starts starts) {
        unit(new Stem(starts));
        int in = FIRST;
        for (int layer = 0; layer < DEPTHS.size(); layer++) {
            int width = FIRST << layer;
            for (int i = 0; i < DEPTHS.get(layer); i++) {
                int stride = i == 0 && layer > 0 ? 2 : 1;
                unit("layer" + (layer + 1) + "." + i, new Bottleneck(in, width, stride, starts));
                in = EXPANSION * width;
            }
        }
    }

    private static NormalisedConvolution convolution(
            String name, String norm, int in, int out, int size, int stride, Starts starts) {
        return new NormalisedConvolution(
                new Form(in, out, size, stride, 1, Padding.SYMMETRIC, EPSILON),
                new Names(
                        name + ".weight",
                        norm + ".weight",
                        norm + ".bias",
                        norm + ".running_mean",
                        norm + ".running_var"),
                starts);
    }

    /** 7×7 convolution, ReLU, 3×3 maximum: a quarter of the size. */
    private static final class Stem extends NamedBlock {
        private final NormalisedConvolution convolution;

        Stem(Starts starts) {
            convolution = child(convolution("conv1", "bn1", 3, FIRST, 7, 2, starts));
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
            NDArray x =
                    Activation.relu(convolution.forward(store, inputs, training).singletonOrThrow());
            return new NDList(Pool.maxPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            Shape half = convolution.getOutputShapes(inputs)[0];
            return new Shape[] {
                new Shape(half.get(0), FIRST, Padding.outSize(half.get(2), 2), Padding.outSize(half.get(3), 2))
            };
        }
    }

    /** relu(x' + conv3(relu(conv2(relu(conv1(x)))))), x' = x or its projection to the new size. */
    private static final class Bottleneck extends NamedBlock {
        private final NormalisedConvolution narrow;
        private final NormalisedConvolution spatial;
        private final NormalisedConvolution widen;
        private final @Nullable NormalisedConvolution projection;

        Bottleneck(int in, int width, int stride, Starts starts) {
            int out = EXPANSION * width;
            narrow = child(convolution("conv1", "bn1", in, width, 1, 1, starts));
            spatial = child(convolution("conv2", "bn2", width, width, 3, stride, starts));
            widen = child(convolution("conv3", "bn3", width, out, 1, 1, starts));
            projection =
                    in == out ? null : child(convolution("downsample.0", "downsample.1", in, out, 1, stride, starts));
        }

        @Override
        protected NDList forwardInternal(
                ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
            NDArray x = inputs.singletonOrThrow();
            NDArray y = Activation.relu(narrow.forward(store, inputs, training).singletonOrThrow());
            y = Activation.relu(spatial.forward(store, new NDList(y), training).singletonOrThrow());
            y = widen.forward(store, new NDList(y), training).singletonOrThrow();
            NDArray same = projection == null
                    ? x
                    : projection.forward(store, inputs, training).singletonOrThrow();
            return new NDList(Activation.relu(same.add(y)));
        }

        @Override
        public Shape[] getOutputShapes(Shape[] inputs) {
            return widen.getOutputShapes(spatial.getOutputShapes(narrow.getOutputShapes(inputs)));
        }
    }
}
