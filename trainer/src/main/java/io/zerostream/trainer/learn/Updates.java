package io.zerostream.trainer.learn;

import io.zerostream.trainer.internal.Checks;
import java.util.List;

/**
 * How gradients change weights.
 *
 * @param rule which
 * @param groups rates by name; a weight belongs to the first group that it fits, so the last should fit all
 * @param clipNorm largest norm of the whole gradient; 0 = unlimited
 * @param averageDecay decay of the running average of the weights, which is what is evaluated and kept; 0 = none
 */
public record Updates(Rule rule, List<Group> groups, double clipNorm, double averageDecay) {
    public Updates {
        groups = List.copyOf(groups);
        Checks.require(!groups.isEmpty(), "updates.groups", "must name at least one group", groups);
        Checks.require(clipNorm >= 0, "updates.clipNorm", "must be at least 0", clipNorm);
        Checks.require(
                averageDecay >= 0 && averageDecay < 1, "updates.averageDecay", "must be in [0, 1)", averageDecay);
    }

    /**
     * Weights with rates of their own.
     *
     * @param prefix how their official names begin; empty fits all
     * @param rate highest learning rate
     * @param weightDecay factor; what it does is up to the rule
     */
    public record Group(String prefix, double rate, double weightDecay) {
        public Group {
            Checks.require(rate >= 0, "updates.groups.rate", "must be at least 0", rate);
            Checks.require(weightDecay >= 0, "updates.groups.weightDecay", "must be at least 0", weightDecay);
        }
    }

    /**
     * The group of a weight.
     *
     * @throws IllegalArgumentException when it fits none
     */
    public Group groupOf(String name) {
        return groups.stream()
                .filter(g -> name.startsWith(g.prefix()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("updates.groups must have one for the weight '" + name
                        + "'; let the last have an empty prefix"));
    }
}
