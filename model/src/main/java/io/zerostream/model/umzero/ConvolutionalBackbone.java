package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.NamedBlock;
import java.util.ArrayList;
import java.util.List;

/**
 * A convolutional network without its classifier: pictures (B,3,H,W), normalised, to the last map (B,C,h,w). It is a row
 * of units, so that a training that leaves the first ones as they are can keep the map behind them.
 */
public abstract class ConvolutionalBackbone extends NamedBlock {
    /** Four pictures of 224×224. */
    private static final long VALUES_AT_ONCE = 4L * 3 * 224 * 224;

    private final List<NamedBlock> units = new ArrayList<>();
    private final List<String> prefixes = new ArrayList<>();

    ConvolutionalBackbone() {}

    /** Appends a unit whose parameters carry this prefix. */
    final void unit(String prefix, NamedBlock unit) {
        units.add(prefix.isEmpty() ? child(unit) : child(prefix, unit));
        prefixes.add(prefix);
    }

    /** Appends a unit whose parameters carry their full names themselves. */
    final void unit(NamedBlock unit) {
        unit("", unit);
    }

    /** These units from one on, with the same parameters under the same names; takes what goes into the first of them. */
    final ConvolutionalBackbone tail(int from) {
        return new Tail(this, from);
    }

    /** Number of units. */
    public final int depth() {
        return units.size();
    }

    /** Names of the parameters from a unit on. */
    public final List<String> parameterNames(int from) {
        int before = units.subList(0, from).stream()
                .mapToInt(u -> u.officialParameters().size())
                .sum();
        List<String> names = new ArrayList<>(officialParameters().keySet());
        return List.copyOf(names.subList(before, names.size()));
    }

    /**
     * Runs some of the units.
     *
     * @param x what goes into unit {@code from}
     * @param from first unit, from 0
     * @param to unit after the last
     * @return the map behind unit {@code to} - 1; {@code x} itself when there is none to run
     */
    public final NDArray run(ParameterStore store, NDArray x, int from, int to, boolean training) {
        if (from == to) {
            return x;
        }
        long pictures = x.getShape().get(0);
        long atOnce = JniUtils.isGradMode() || x.getDevice().isGpu() ? pictures : atOnce(x.size() / pictures);
        if (pictures <= atOnce) {
            return row(store, x, from, to, training);
        }
        try (NDManager scratch = x.getManager().newSubManager()) {
            NDList maps = new NDList();
            for (long first = 0; first < pictures; first += atOnce) {
                NDArray part = x.get("{}:{}", first, Math.min(pictures, first + atOnce));
                part.attach(scratch);
                maps.add(row(store, part, from, to, training));
            }
            NDArray all = NDArrays.concat(maps);
            all.attach(x.getManager());
            return all;
        }
    }

    /**
     * Pictures that go through the units together on a processor, without gradients. The maps of more do not stay in the
     * caches, and the C library takes memory for each anew from the system: measured, a picture in a batch of 16 took up
     * to nine times as long as in four of 4 (ADR 45).
     *
     * @param values of a picture or map that goes in
     */
    private static long atOnce(long values) {
        return Math.max(1, VALUES_AT_ONCE / values);
    }

    private NDArray row(ParameterStore store, NDArray x, int from, int to, boolean training) {
        NDArray map = planar(x);
        for (NamedBlock unit : units.subList(from, to)) {
            NDArray before = map;
            map = JniUtils.isGradMode()
                    ? unit.forward(store, new NDList(before), training).singletonOrThrow()
                    : alone(store, unit, before, training);
            if (before != x && !JniUtils.isGradMode()) {
                before.close();
            }
        }
        return map;
    }

    /**
     * The same with its values one channel after the other. Pictures come with channels last; with that order oneDNN of
     * PyTorch 2.7 divides by zero, and ends the process, in 1×1 convolutions of some sizes on machines with AVX-512.
     */
    private static NDArray planar(NDArray x) {
        Shape shape = x.getShape();
        // no view of the other order has this shape, so it is copied; of this order it is a view
        try (NDArray flat = x.reshape(shape.get(0), -1)) {
            return flat.reshape(shape);
        }
    }

    /** Without gradients nothing but a unit's result is needed again: a network's maps at once would be gigabytes. */
    private static NDArray alone(ParameterStore store, NamedBlock unit, NDArray x, boolean training) {
        NDManager owner = x.getManager();
        try (NDManager scratch = owner.newSubManager()) {
            x.tempAttach(scratch);
            NDArray map = unit.forward(store, new NDList(x), training).singletonOrThrow();
            map.attach(owner);
            return map;
        }
    }

    @Override
    protected final NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        return new NDList(run(store, inputs.singletonOrThrow(), 0, depth(), training));
    }

    @Override
    public final Shape[] getOutputShapes(Shape[] inputs) {
        Shape[] shapes = inputs;
        for (NamedBlock unit : units) {
            shapes = unit.getOutputShapes(shapes);
        }
        return shapes;
    }

    private static final class Tail extends ConvolutionalBackbone {
        Tail(ConvolutionalBackbone whole, int from) {
            for (int i = from; i < whole.depth(); i++) {
                unit(whole.prefixes.get(i), whole.units.get(i));
            }
        }
    }
}
