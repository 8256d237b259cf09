package io.zerostream.gateway.internal.review;

import io.zerostream.gateway.internal.view.LabelView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which pictures somebody wants to look at.
 *
 * @param classSet of their labels
 * @param source that sent them; null = any
 * @param unknown those that were called UNKNOWN
 * @param margin and those with a class whose margin is below this, 0 to 1; 0 = none
 * @param until when they were labelled at the latest; null = whenever
 * @param most so many of them, the newest
 * @param groups so many groups; 0 = as many as fit best
 */
public record ReviewQuestion(
        String classSet,
        @Nullable String source,
        boolean unknown,
        float margin,
        @Nullable Instant until,
        int most,
        int groups) {
    /** Whether a label is of the set and the source, and not too late. */
    boolean isOf(LabelView label) {
        return label.classSet().equals(classSet)
                && (source == null || label.sourceId().equals(source))
                && (until == null || !Instant.parse(label.labelledAt()).isAfter(until));
    }

    /** Whether its picture is to be looked at. */
    boolean wants(LabelView label) {
        return label.label() == null ? unknown : label.margin() < margin;
    }
}
