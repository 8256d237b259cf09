package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;

/**
 * A convolution without bias and the batch normalisation behind it, whose statistics are those of the pretraining and stay
 * so, in training too: a picture's map cannot depend on its batch. Maps are (B,C,H,W), K is (out,in/groups,k,k).
 *
 * <pre>y = (g K) * x + (β - μ g),   g = γ / √(σ² + ε)</pre>
 */
final class NormalisedConvolution extends NamedBlock {
    /**
     * Its shape.
     *
     * @param in channels that come in
     * @param out channels that go out
     * @param size k, rows and columns of the kernel
     * @param stride in both directions
     * @param groups of channels; {@code in} for a depthwise convolution
     * @param padding at the borders
     * @param epsilon ε
     */
    record Form(int in, int out, int size, int stride, int groups, Padding padding, float epsilon) {}

    /** Official names of K, γ, β, μ and σ². */
    record Names(String kernel, String scale, String shift, String mean, String variance) {}

    /** libtorch's own numbers: one picture of more values, or this many pictures, go to oneDNN. */
    private static final long ONE_DNN_VALUES = 20_480;

    private static final long ONE_DNN_PICTURES = 16;

    private final Form form;
    private final Parameter kernel;
    private final Parameter scale;
    private final Parameter shift;
    private final Parameter mean;
    private final Parameter variance;

    NormalisedConvolution(Form form, Names names, Starts starts) {
        this.form = form;
        int in = form.in() / form.groups();
        double bound = Math.sqrt(6.0 / (in * form.size() * form.size()));
        kernel = weight(names.kernel(), starts.uniform(bound), form.out(), in, form.size(), form.size());
        scale = weight(names.scale(), starts.constant(1), form.out());
        shift = weight(names.shift(), starts.constant(0), form.out());
        mean = weight(names.mean(), starts.constant(0), form.out());
        variance = weight(names.variance(), starts.constant(1), form.out());
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow();
        // arrays of x's manager come first: what is made of a weight alone would live as long as the weight
        NDArray epsilon = x.getManager().create(form.epsilon());
        NDArray g = x.getManager()
                .create(1f)
                .mul(value(store, scale, x, training))
                .div(epsilon.add(value(store, variance, x, training)).sqrt());
        NDArray folded = g.reshape(form.out(), 1, 1, 1).mul(value(store, kernel, x, training));
        NDArray bias = g.neg().mul(value(store, mean, x, training)).add(value(store, shift, x, training));
        if (withoutNnpack(x)) {
            return new NDList(product(x, folded, bias));
        }
        boolean even = form.padding().even(x.getShape(), form.size(), form.stride());
        NDArray padded = even ? x : form.padding().around(x, form.size(), form.stride());
        return Conv2d.conv2d(
                padded,
                folded,
                bias,
                new Shape(form.stride(), form.stride()),
                even ? zeros(x.getShape()) : new Shape(0, 0),
                new Shape(1, 1),
                form.groups());
    }

    /**
     * Whether libtorch (2.7) would take neither oneDNN nor a GPU for this, but ask for NNPACK at every call. Where that does
     * not run, as on virtual machines that hide their caches, each call writes a line to the standard error.
     */
    private boolean withoutNnpack(NDArray x) {
        Shape map = x.getShape();
        return form.size() == 1
                && form.stride() == 1
                && form.groups() == 1
                && !x.getDevice().isGpu()
                && (few(map) || (map.get(0) < ONE_DNN_PICTURES && JniUtils.getNumThreads() == 1));
    }

    private static boolean few(Shape map) {
        return map.get(0) == 1 && map.size() <= ONE_DNN_VALUES;
    }

    /** What libtorch does without NNPACK: y (B,out,HW) is K (out,in) times x (B,in,HW), and the shift. */
    private NDArray product(NDArray x, NDArray kernel, NDArray shift) {
        Shape map = x.getShape();
        NDArray columns = x.reshape(map.get(0), form.in(), map.get(2) * map.get(3));
        NDArray rows = kernel.reshape(1, form.out(), form.in()).broadcast(map.get(0), form.out(), form.in());
        return rows.batchMatMul(columns)
                .add(shift.reshape(1, form.out(), 1))
                .reshape(map.get(0), form.out(), map.get(2), map.get(3));
    }

    private Shape zeros(Shape map) {
        return new Shape(
                form.padding().inAll(map.get(2), form.size(), form.stride()) / 2,
                form.padding().inAll(map.get(3), form.size(), form.stride()) / 2);
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        Shape map = inputs[0];
        return new Shape[] {
            new Shape(
                    map.get(0),
                    form.out(),
                    Padding.outSize(map.get(2), form.stride()),
                    Padding.outSize(map.get(3), form.stride()))
        };
    }
}
