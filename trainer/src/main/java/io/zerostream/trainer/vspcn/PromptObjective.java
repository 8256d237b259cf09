package io.zerostream.trainer.vspcn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.zerostream.model.vspcn.PromptCollaborationNetwork.Parts;

/**
 * VSPCN's loss. With class token c, visual prompt v, semantic prompt s (B×d), prototypes P of the C classes (C×d), targets
 * t (B×C) and y = tP the pictures' own prototypes:
 *
 * <pre>
 * CE(x)        = -1/B Σ t · log softmax(x Pᵀ)
 * regression   = mean (c - y)²
 * divergence   = log((CE(v) + CE(c)) / (KL(v‖c) + ε) + 1),  KL(v‖c) of softmax(v Pᵀ) and softmax(c Pᵀ), a picture
 * distillation = JSD(softmax s, softmax y) + |s - y|,       over the d components, a picture
 * loss         = CE(c) + regression + CE(v) + divergence + distillation, each but the first times its factor
 * </pre>
 *
 * <p>The divergence loss falls as the two predictions differ more while both are right. ε keeps its gradient finite where
 * they agree.
 */
public final class PromptObjective {
    static final float LEAST_DIVERGENCE = 1e-4f;

    private final VspcnLoss config;

    PromptObjective(VspcnLoss config) {
        this.config = config;
    }

    /**
     * The loss as a scalar on the graph of the tokens.
     *
     * @param prototypes P (C,d), on the same graph
     * @param targets t (B,C)
     */
    NDArray loss(Parts tokens, NDArray prototypes, NDArray targets) {
        NDArray scores = tokens.seen().matMul(prototypes.transpose());
        NDArray visual = tokens.visual().matMul(prototypes.transpose());
        NDArray own = targets.matMul(prototypes);
        NDArray loss = crossEntropy(scores, targets);
        if (config.regression() > 0) {
            NDArray miss = tokens.seen().sub(own);
            loss = loss.add(times(config.regression(), miss.mul(miss).mean()));
        }
        if (config.visual() > 0) {
            loss = loss.add(times(config.visual(), crossEntropy(visual, targets)));
        }
        if (config.divergence() > 0) {
            loss = loss.add(times(config.divergence(), divergence(visual, scores, targets)));
        }
        if (config.distillation() > 0) {
            loss = loss.add(times(config.distillation(), distillation(tokens.semantic(), own)));
        }
        return loss;
    }

    /** -1/B Σ t · log softmax(scores), (B,C) each. */
    static NDArray crossEntropy(NDArray scores, NDArray targets) {
        return times(
                -1.0 / scores.getShape().get(0),
                scores.logSoftmax(1).mul(targets).sum());
    }

    /** log((CE(v) + CE(c)) / (KL(v‖c) + ε) + 1) of the scores of visual prompt and class token, (B,C) each. */
    static NDArray divergence(NDArray visual, NDArray scores, NDArray targets) {
        NDArray v = visual.logSoftmax(1);
        NDArray divergence = times(
                1.0 / scores.getShape().get(0),
                v.exp().mul(v.sub(scores.logSoftmax(1))).sum());
        NDArray entropies = crossEntropy(visual, targets).add(crossEntropy(scores, targets));
        return entropies.div(divergence.add(LEAST_DIVERGENCE)).add(1).log();
    }

    /** JSD(softmax s, softmax y) + |s - y|, mean over pictures; (B,d) each. */
    static NDArray distillation(NDArray prompt, NDArray prototype) {
        NDArray s = prompt.logSoftmax(1);
        NDArray y = prototype.logSoftmax(1);
        NDManager manager = prompt.getManager();
        NDArray middle = s.exp().add(y.exp()).mul(manager.create(0.5f)).log();
        NDArray divergence =
                s.exp().mul(s.sub(middle)).add(y.exp().mul(y.sub(middle))).sum();
        NDArray distance = prompt.sub(prototype).norm(new int[] {1}).sum();
        return times(1.0 / prompt.getShape().get(0), times(0.5, divergence).add(distance));
    }

    /** The factor is an array of the manager's: a Java number's memory is freed before the gradient needs it. */
    private static NDArray times(double factor, NDArray value) {
        return value.mul(value.getManager().create((float) factor));
    }

    /** Prototypes or targets of a batch as a matrix on a manager. */
    static NDArray matrix(NDManager manager, float[] values, int rows) {
        return manager.create(values, new Shape(rows, values.length / rows));
    }
}
