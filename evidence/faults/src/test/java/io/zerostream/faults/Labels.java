package io.zerostream.faults;

import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.List;

/** Made-up labels of one class set. */
final class Labels {
    static final String SET = "flags";

    private Labels() {}

    /** UNKNOWN, made at once. */
    static ZeroShotLabel of(String eventId, String source, long capturedAt) {
        return of(eventId, source, capturedAt, capturedAt, "", 0);
    }

    /**
     * Of a picture that shows a class.
     *
     * @param capturedAt epoch milliseconds
     * @param labelledAt epoch milliseconds
     * @param name empty = UNKNOWN
     */
    static ZeroShotLabel of(String eventId, String source, long capturedAt, long labelledAt, String name, float score) {
        return ZeroShotLabel.newBuilder()
                .setEventId(eventId)
                .setSourceId(source)
                .setCapturedAt(Instant.ofEpochMilli(capturedAt))
                .setLabelledAt(Instant.ofEpochMilli(labelledAt))
                .setClassSet(SET)
                .setClassSetRevision(1)
                .setModel("nano")
                .setModelVersion("1")
                .setOutcome(name.isEmpty() ? Outcome.UNKNOWN : Outcome.LABELLED)
                .setTop(name.isEmpty() ? List.of() : List.of(new ScoredClass(name, score, false)))
                .setEvidence(List.of())
                .setTimings(new Timings(0L, 0L, 0L, 0L))
                .setBatchSize(1)
                .build();
    }
}
