package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.Feedback;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says that a picture shows, as callers see it; as {@link Feedback} has it.
 *
 * @param truth null = none of the set's classes
 * @param label null = UNKNOWN
 * @param right whether the label was
 */
public record FeedbackView(
        String eventId,
        String sourceId,
        String capturedAt,
        String classSet,
        @Nullable String truth,
        @Nullable String label,
        boolean right,
        float similarity,
        float margin,
        long classSetRevision,
        String model,
        String modelVersion,
        String givenAt,
        String givenBy) {

    /** As it was written. */
    public static FeedbackView of(Feedback f) {
        return new FeedbackView(
                f.getEventId(),
                f.getSourceId(),
                f.getCapturedAt().toString(),
                f.getClassSet(),
                f.getTruth(),
                f.getLabel(),
                Objects.equals(f.getLabel(), f.getTruth()),
                f.getSimilarity(),
                f.getMargin(),
                f.getClassSetRevision(),
                f.getModel(),
                f.getModelVersion(),
                f.getGivenAt().toString(),
                f.getGivenBy());
    }
}
