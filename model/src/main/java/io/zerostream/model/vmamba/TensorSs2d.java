package io.zerostream.model.vmamba;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** SS2D's core in the engine's own operations, around {@link SelectiveScan#blocked}; the engine finds its gradients. */
final class TensorSs2d implements Ss2dKernel {
    @Override
    public NDArray forward(Inputs inputs) {
        return withGradients(false, () -> run(inputs));
    }

    @Override
    public Gradients backward(Inputs in, NDArray upstream) {
        NDManager results = in.x().getManager();
        try (NDManager scratch = results.newSubManager()) {
            List<NDArray> leaves =
                    List.of(in.x(), in.p(), in.stepWeight(), in.stepBias(), in.decay(), in.skip()).stream()
                            .map(array -> leaf(scratch, array))
                            .toList();
            Inputs again = new Inputs(
                    leaves.get(0), leaves.get(1), leaves.get(2), leaves.get(3), leaves.get(4), leaves.get(5));
            NDArray y = withGradients(true, () -> run(again));
            JniUtils.backward((PtNDArray) y, (PtNDArray) upstream, false, false);
            List<NDArray> g = leaves.stream()
                    .map(leaf -> {
                        NDArray gradient = leaf.getGradient();
                        gradient.attach(results);
                        return gradient;
                    })
                    .toList();
            return new Gradients(g.get(0), g.get(1), g.get(2), g.get(3), g.get(4), g.get(5));
        }
    }

    /** A copy without history. Both it and the view it is made of hang on the array's manager first: move them. */
    private static NDArray leaf(NDManager scratch, NDArray array) {
        NDArray view = array.stopGradient();
        view.attach(scratch);
        NDArray leaf = view.duplicate();
        leaf.attach(scratch);
        leaf.setRequiresGradient(true);
        return leaf;
    }

    /** The same with views of the weights that hang on x's manager: what is made of a view hangs where the view does. */
    private static Inputs besideX(Inputs in) {
        UnaryOperator<NDArray> beside = array -> {
            NDArray view = array.reshape(array.getShape());
            view.attach(in.x().getManager());
            return view;
        };
        return new Inputs(
                in.x(),
                in.p(),
                beside.apply(in.stepWeight()),
                beside.apply(in.stepBias()),
                beside.apply(in.decay()),
                beside.apply(in.skip()));
    }

    private static <T> T withGradients(boolean wanted, Supplier<T> work) {
        boolean before = JniUtils.isGradMode();
        JniUtils.setGradMode(wanted);
        try {
            return work.get();
        } finally {
            JniUtils.setGradMode(before);
        }
    }

    /** The forward under whatever gradient mode the thread has. */
    static NDArray run(Inputs inputs) {
        Inputs in = besideX(inputs);
        Shape map = in.x().getShape();
        long b = map.get(0);
        long h = map.get(1);
        long w = map.get(2);
        long inner = map.get(3);
        long rank = in.rank();
        long states = in.states();
        NDArray p = in.p().reshape(b, h, w, 4, rank + 2 * states).transpose(3, 0, 1, 2, 4);
        NDList parts = CrossScan.order(p).split(new long[] {rank, rank + states}, 3);
        NDArray xs = CrossScan.scan(in.x());
        NDArray dt = Activation.softPlus(parts.get(0)
                        .reshape(4, b * h * w, rank)
                        .matMul(in.stepWeight())
                        .add(in.stepBias().expandDims(1)))
                .reshape(4, b, h * w, inner);
        NDArray y = SelectiveScan.blocked().scan(xs, dt, in.decay(), parts.get(1), parts.get(2));
        y = y.add(xs.mul(in.skip().reshape(4, 1, 1, inner)));
        return CrossScan.merge(y, h, w).reshape(map);
    }
}
