package io.zerostream.gateway.internal.view;

import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A label as callers see it. Instants are ISO-8601, UTC.
 *
 * @param label best class; null when the outcome is UNKNOWN
 * @param latencyMs from captured to labelled, milliseconds
 * @param truth the true class when the picture's notes say so
 * @param verdict "right" or "wrong" when there is a truth
 * @param picture path of the picture while the gateway still has it
 */
public record LabelView(
        String eventId,
        String sourceId,
        String capturedAt,
        String labelledAt,
        long latencyMs,
        String classSet,
        long classSetRevision,
        String model,
        String modelVersion,
        String outcome,
        @Nullable String label,
        List<Scored> top,
        float similarity,
        float margin,
        List<Sign> evidence,
        TimingsView timings,
        int batchSize,
        @Nullable String truth,
        @Nullable String verdict,
        @Nullable String picture) {

    /** One candidate class, best first. */
    public record Scored(String name, float score, boolean seen) {}

    /** One strong attribute: what the picture shows, what the best class expected. */
    public record Sign(String attribute, float value, float expected) {}

    /** Where the time went, microseconds. */
    public record TimingsView(long queueUs, long decodeUs, long batchWaitUs, long inferenceUs) {}

    /** @param verdict "right", "wrong" or null */
    public static LabelView of(
            ZeroShotLabel l, @Nullable String truth, @Nullable String verdict, @Nullable String picture) {
        boolean labelled = l.getOutcome() == Outcome.LABELLED && !l.getTop().isEmpty();
        return new LabelView(
                l.getEventId(),
                l.getSourceId(),
                l.getCapturedAt().toString(),
                l.getLabelledAt().toString(),
                Duration.between(l.getCapturedAt(), l.getLabelledAt()).toMillis(),
                l.getClassSet(),
                l.getClassSetRevision(),
                l.getModel(),
                l.getModelVersion(),
                l.getOutcome().name(),
                labelled ? l.getTop().get(0).getName() : null,
                l.getTop().stream()
                        .map(t -> new Scored(t.getName(), t.getScore(), t.getSeen()))
                        .toList(),
                l.getSimilarity(),
                l.getMargin(),
                l.getEvidence().stream()
                        .map(e -> new Sign(e.getAttribute(), e.getValue(), e.getExpected()))
                        .toList(),
                new TimingsView(
                        l.getTimings().getQueueUs(),
                        l.getTimings().getDecodeUs(),
                        l.getTimings().getBatchWaitUs(),
                        l.getTimings().getInferenceUs()),
                l.getBatchSize(),
                truth,
                verdict,
                picture);
    }
}
