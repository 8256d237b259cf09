package io.zerostream.gateway.internal.feedback;

import io.zerostream.gateway.internal.live.LabelRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says that pictures show, as they state it; nothing is checked yet.
 *
 * @param pictures those that they looked at, by the labels that they saw
 * @param truth class that they show
 * @param noneOfThese true = they show no class of the set, and {@code truth} is not given
 * @param author who says so
 */
public record FeedbackRequest(
        @Nullable List<@Nullable LabelRef> pictures,
        @Nullable String truth,
        boolean noneOfThese,
        @Nullable String author) {}
