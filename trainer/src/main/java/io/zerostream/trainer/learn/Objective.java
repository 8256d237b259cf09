package io.zerostream.trainer.learn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;

/**
 * The loss of {@link Loss}. With fused vectors f (B×a), attributes y (B×a, 0 or 1), prototypes P (C×a, unit
 * length) and targets t (B×C):
 *
 * <pre>
 * CE   = -1/B Σ t · log softmax(scale · f Pᵀ)
 * BCE  = mean w (max(f,0) - f y + log(1 + e^-|f|)),   w = (no's/yes's)^balance for a yes, 1 for a no
 * L_sc = mean |f - y/|y||                  the paper's semantic constraint; its λ is "semantic"
 * loss = CE + attributes · BCE + semantic · L_sc
 * </pre>
 */
public final class Objective {
    /** An attribute that no training class has, or all have, must not weigh without bounds. */
    private static final double LARGEST_WEIGHT = 10;

    private final Loss config;
    private final float[] yesWeights;

    /**
     * @param classes attributes of the training classes, from which the weights of rare attributes are counted
     */
    public Objective(Loss config, List<float[]> classes) {
        this.config = config;
        yesWeights = new float[classes.get(0).length];
        for (int a = 0; a < yesWeights.length; a++) {
            double yes = 0;
            for (float[] attributes : classes) {
                yes += attributes[a];
            }
            double odds = (classes.size() - yes) / Math.max(1, yes);
            yesWeights[a] = (float) Math.min(LARGEST_WEIGHT, Math.pow(Math.max(1, odds), config.balance()));
        }
    }

    /** The loss as a scalar on the graph of the fused vectors. */
    public NDArray loss(NDArray fused, Batch batch) {
        NDManager manager = fused.getManager();
        int attributes = yesWeights.length;
        NDArray prototypes = manager.create(batch.prototypes(), new Shape(batch.classes(), attributes));
        NDArray targets = manager.create(batch.targets(), new Shape(batch.size(), batch.classes()));
        // factors are arrays of the manager's: a Java number's memory is freed before the gradient needs it
        NDArray loss = fused.matMul(prototypes.transpose())
                .mul(manager.create((float) config.scale()))
                .logSoftmax(1)
                .mul(targets)
                .sum()
                .mul(manager.create(-1f / batch.size()));
        if (config.attributes() > 0) {
            NDArray truth = manager.create(batch.attributes(), new Shape(batch.size(), attributes));
            NDArray weights = truth.mul(manager.create(yesWeights).sub(1))
                    .add(1)
                    .mul(manager.create((float) config.attributes() / batch.size() / attributes));
            NDArray surprise = fused.maximum(manager.create(0f))
                    .sub(fused.mul(truth))
                    .add(fused.abs().neg().exp().add(1).log());
            loss = loss.add(surprise.mul(weights).sum());
        }
        if (config.semantic() > 0) {
            NDArray unit = targets.matMul(prototypes);
            loss = loss.add(fused.sub(unit).abs().mean().mul(manager.create((float) config.semantic())));
        }
        return loss;
    }
}
