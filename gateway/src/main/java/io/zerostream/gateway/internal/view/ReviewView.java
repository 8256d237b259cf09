package io.zerostream.gateway.internal.view;

import io.zerostream.model.classes.Neighbour;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pictures that people should look at.
 *
 * @param classSet whose labels they have
 * @param until when the newest label was given that was looked at; asked again with it, the answer is of no picture that was labelled later.
 *     null = there are none
 * @param model name and version by which they are compared; null = there are none
 * @param found how many the gateway remembers of those asked for, at most as many as are grouped at once
 * @param waiting of them the model has still to look at: ask again
 * @param unusable of them that cannot be compared, as the gateway has no picture, or none that can be decoded
 * @param groups of those that can, the largest first
 * @param problem why nobody looks at those that wait; null = nothing is wrong
 */
public record ReviewView(
        String classSet,
        @Nullable String until,
        @Nullable String model,
        int found,
        int waiting,
        int unusable,
        List<Group> groups,
        @Nullable String problem) {
    /**
     * Pictures that are like each other.
     *
     * @param agreement mean cosine between them and their mean; 1 for a single one
     * @param nearest classes of the set that their mean is most like, nearest first
     * @param labels theirs, newest first
     */
    public record Group(double agreement, List<Neighbour> nearest, List<LabelView> labels) {}
}
