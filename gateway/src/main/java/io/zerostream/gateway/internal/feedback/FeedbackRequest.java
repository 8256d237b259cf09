package io.zerostream.gateway.internal.feedback;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says that pictures show, as they state it; nothing is checked yet.
 *
 * @param pictures those that they looked at
 * @param truth class that they show
 * @param noneOfThese true = they show no class of the set, and {@code truth} is not given
 * @param author who says so
 */
public record FeedbackRequest(
        @Nullable List<@Nullable Looked> pictures,
        @Nullable String truth,
        boolean noneOfThese,
        @Nullable String author) {

    /**
     * A picture.
     *
     * @param source null = there is only one picture of this id
     * @param classSet of the label that was looked at; null = of the newest
     * @param modelVersion of the label that was looked at; null = of the newest
     * @param classSetRevision of the label that was looked at; null = of the newest
     */
    public record Looked(
            @Nullable String eventId,
            @Nullable String source,
            @Nullable String classSet,
            @Nullable String modelVersion,
            @Nullable Long classSetRevision) {}
}
