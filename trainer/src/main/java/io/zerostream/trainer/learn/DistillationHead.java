package io.zerostream.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.zerostream.model.nn.Layers;
import io.zerostream.model.nn.NamedBlock;
import io.zerostream.model.nn.Starts;

/**
 * Feature distillation: from the last map (B,h,w,F), averaged over positions, to a teacher's standardised features (B,t)
 * by a linear layer.
 */
public final class DistillationHead extends NamedBlock {
    /** Of its parameters among those of a trainee. */
    public static final String PREFIX = "pupil.";

    private final Parameter weight;
    private final Parameter bias;
    private final float factor;

    /**
     * @param features F
     * @param taught t
     * @param factor of its loss
     */
    public DistillationHead(int features, int taught, double factor, long seed) {
        Starts starts = new Starts(seed);
        weight = weight("weight", starts.uniform(1 / Math.sqrt(features)), taught, features);
        bias = weight("bias", starts.constant(0), taught);
        this.factor = (float) factor;
    }

    /** factor · mean (W pool(map) + b - taught)². */
    NDArray loss(ParameterStore store, NDArray map, NDArray taught) {
        NDArray miss = forward(store, new NDList(map), true).singletonOrThrow().sub(taught);
        return miss.mul(miss).mean().mul(map.getManager().create(factor));
    }

    @Override
    protected NDList forwardInternal(
            ParameterStore store, NDList inputs, boolean training, PairList<String, Object> parameters) {
        NDArray map = inputs.singletonOrThrow();
        NDArray pooled =
                map.reshape(map.getShape().get(0), -1, map.getShape().get(3)).mean(new int[] {1});
        return new NDList(
                Layers.linear(pooled, value(store, weight, map, training), value(store, bias, map, training)));
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputs) {
        return new Shape[] {new Shape(inputs[0].get(0), bias.getShape().get(0))};
    }
}
