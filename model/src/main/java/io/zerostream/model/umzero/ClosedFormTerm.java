package io.zerostream.model.umzero;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.Layers;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;
import java.util.ArrayList;
import java.util.List;

/**
 * What the convolutional networks as pretrained make of a picture, by a linear map that was solved for and not trained
 * (ESZSL, Romera-Paredes and Torr 2015). x (B,f) are the means over positions, and over picture and mirror image, of the
 * branches' last maps side by side; μ and σ their mean and deviation over the training pictures; V (f,a):
 *
 * <pre>
 * z = (x - μ) / σ
 * t = w Vᵀ z / max(‖z‖, 10⁻⁶)        semantic vectors (B,a)
 * </pre>
 *
 * <p>t / w is not at unit length: its products with unit-length prototypes aim at 1 for a picture's class and at -1 for
 * the others, so w says what a sure decision of the closed form is worth beside the branches' scores. The units that
 * training changed are here a second time, as they were before.
 */
final class ClosedFormTerm extends NamedBlock {
    private static final float LEAST = 1e-6f;

    private final UmZeroConfig.ClosedForm config;
    private final List<ConvolutionalBackbone> pretrained = new ArrayList<>();
    private final Parameter mean;
    private final Parameter deviation;
    private final Parameter weight;

    /**
     * A block without weights.
     *
     * @param network whose term it is
     * @param config of the term
     * @param starts where start values come from
     */
    ClosedFormTerm(UmZeroConfig network, UmZeroConfig.ClosedForm config, Starts starts) {
        this.config = config;
        int features = 0;
        for (int i = 0; i < network.branches().size(); i++) {
            UmZeroConfig.Backbone shape = network.branches().get(i);
            pretrained.add(child("backbones." + i, shape.create(starts).tail(config.firstUnit())));
            features += shape.channels();
        }
        mean = weight("mean", starts.constant(0), features);
        deviation = weight("deviation", starts.constant(1), features);
        weight = weight("weight", starts.constant(0), network.attributes(), features);
    }

    /** First unit that it has a copy of. */
    int firstUnit() {
        return config.firstUnit();
    }

    /**
     * One branch's part of x for one view.
     *
     * @param branch which
     * @param map what goes into the first unit that is copied (B,c,h,w)
     * @return (B,C)
     */
    NDArray pooled(ParameterStore store, int branch, NDArray map, boolean training) {
        ConvolutionalBackbone units = pretrained.get(branch);
        NDArray last = units.run(store, map, 0, units.depth(), training);
        return last.reshape(last.getShape().get(0), last.getShape().get(1), -1).mean(new int[] {2});
    }

    /** @param inputs x (B,f) */
    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray x = inputs.singletonOrThrow();
        NDArray z = x.sub(value(store, mean, x, training)).div(value(store, deviation, x, training));
        NDArray length = z.mul(z).sum(new int[] {1}, true).sqrt();
        NDArray unit = z.div(length.maximum(x.getManager().create(LEAST)));
        NDArray vectors = Layers.linear(unit, value(store, weight, x, training), null);
        return new NDList(vectors.mul(x.getManager().create(config.weight())));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), weight.getShape().get(0))};
    }
}
