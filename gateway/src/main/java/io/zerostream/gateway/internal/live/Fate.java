package io.zerostream.gateway.internal.live;

import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.gateway.internal.view.LabelView;
import org.jspecify.annotations.Nullable;

/**
 * What the job made of a picture: one of both.
 *
 * @param label its label
 * @param deadLetter why it got none
 */
public record Fate(@Nullable LabelView label, @Nullable DeadLetterView deadLetter) {}
