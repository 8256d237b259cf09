package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.model.matching.Match;
import io.zerostream.schemas.avro.AttributeEvidence;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes the labels of one pass through a model. */
final class LabelWriter {
    private final ModelVersion version;
    private final int pictures;
    private final long startedAtMicros;
    private final long inferenceMicros;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /**
     * @param version whose labels they are
     * @param pictures that went through the model together
     * @param startedAtMicros when the pass began, epoch µs
     * @param inferenceMicros the whole pass through the network and the match, µs
     */
    LabelWriter(ModelVersion version, int pictures, long startedAtMicros, long inferenceMicros) {
        this.version = version;
        this.pictures = pictures;
        this.startedAtMicros = startedAtMicros;
        this.inferenceMicros = inferenceMicros;
    }

    ZeroShotLabel label(DecodedPicture picture, ServingSet set, Match match) {
        return ZeroShotLabel.newBuilder()
                .setEventId(picture.eventId())
                .setSourceId(picture.sourceId())
                .setCapturedAt(Instant.ofEpochMilli(picture.capturedAt()))
                .setLabelledAt(now)
                .setClassSet(set.name())
                .setClassSetRevision(set.revision())
                .setModel(version.getName())
                .setModelVersion(version.getVersion())
                .setOutcome(match.unknown() ? Outcome.UNKNOWN : Outcome.LABELLED)
                .setTop(match.top().stream()
                        .map(c -> new ScoredClass(c.className(), c.score(), c.seen()))
                        .toList())
                .setSimilarity(match.similarity())
                .setMargin(match.margin())
                .setEvidence(match.evidence().stream()
                        .map(e -> new AttributeEvidence(e.attribute(), e.value(), e.expected()))
                        .toList())
                .setTimings(new Timings(
                        picture.queueMicros(),
                        picture.decodeMicros(),
                        Math.max(0, startedAtMicros - picture.decodedAtMicros()),
                        inferenceMicros))
                .setBatchSize(pictures)
                .setTraceParent(picture.origin().traceParent())
                .setTraceState(picture.origin().traceState())
                .build();
    }
}
