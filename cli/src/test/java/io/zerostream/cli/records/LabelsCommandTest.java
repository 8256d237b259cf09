package io.zerostream.cli.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.SafeText;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelsCommandTest {
    /** Names come from whoever may send pictures. */
    @Test
    void noNameOfOthersMovesTheCursor() {
        String odd = "\u001b[2J\r\u202eevil\u009b1m" + "x".repeat(5000);
        ZeroShotLabel label = ZeroShotLabel.newBuilder()
                .setEventId(odd)
                .setSourceId(odd)
                .setCapturedAt(Instant.EPOCH)
                .setLabelledAt(Instant.EPOCH)
                .setClassSet(odd)
                .setClassSetRevision(1)
                .setModel(odd)
                .setModelVersion(odd)
                .setOutcome(Outcome.LABELLED)
                .setTop(List.of(new ScoredClass(odd, 0.5f, true)))
                .setEvidence(List.of())
                .setTimings(new Timings(1L, 2L, 3L, 4L))
                .setBatchSize(1)
                .build();

        assertThat(LabelsCommand.line(label).codePoints())
                .allMatch(SafeText::seen)
                .hasSizeLessThan(3000);
    }
}
