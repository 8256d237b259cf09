package io.zerostream.job.internal.classify;

import io.zerostream.job.internal.DecodedPicture;
import io.zerostream.job.internal.control.ServingSet;
import io.zerostream.model.Match;
import io.zerostream.schemas.avro.AttributeEvidence;
import io.zerostream.schemas.avro.ModelVersion;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes the labels of one batch. */
final class LabelWriter {
    private final Batch batch;
    private final long startedAtMicros;
    private final long inferenceMicros;
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    /**
     * @param startedAtMicros when the batch reached the inference thread, epoch µs
     * @param inferenceMicros the whole batch through the network and the match, µs
     */
    LabelWriter(Batch batch, long startedAtMicros, long inferenceMicros) {
        this.batch = batch;
        this.startedAtMicros = startedAtMicros;
        this.inferenceMicros = inferenceMicros;
    }

    ZeroShotLabel label(DecodedPicture picture, ServingSet set, Match match) {
        ModelVersion version = batch.serving().plan().version();
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
                .setBatchSize(batch.size())
                .build();
    }
}
