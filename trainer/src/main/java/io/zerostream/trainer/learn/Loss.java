package io.zerostream.trainer.learn;

import static io.zerostream.trainer.internal.Checks.require;

/**
 * loss = CE(scale · fused · class attributes of unit length) + attributes · BCE(fused, attributes) + semantic ·
 * mean|fused - attributes of unit length|.
 *
 * @param scale factor of the scores in the cross-entropy
 * @param attributes weight of the yes/no loss that reads each component of the fused vector as a log-odds
 * @param balance how far that loss makes up for rare attributes: a yes weighs (no's / yes's)^balance
 * @param semantic weight λ of the published semantic constraint
 */
public record Loss(double scale, double attributes, double balance, double semantic) {
    public Loss {
        require(scale > 0, "loss.scale", "must be above 0", scale);
        require(attributes >= 0, "loss.attributes", "must be at least 0", attributes);
        require(balance >= 0 && balance <= 1, "loss.balance", "must be in [0, 1]", balance);
        require(semantic >= 0, "loss.semantic", "must be at least 0", semantic);
    }
}
