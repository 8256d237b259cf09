package io.zerostream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.Percentiles;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.ScoredClass;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeadlessLedgerTest {
    static {
        AvroTrust.trustOurClasses();
    }

    private final HeadlessLedger ledger = new HeadlessLedger();

    @Test
    void anEvenAccountIsOk() {
        ledger.sent("a", "Norway");
        ledger.sent("b", null);
        ledger.labelled(label("a", "Norway", 1, 10));
        ledger.dead(letter("b"));

        DemoReport report = ledger.report(0, null);

        assertThat(report.missing()).isZero();
        assertThat(report.duplicates()).isZero();
        assertThat(report.labels()).isEqualTo(1);
        assertThat(report.deadLetterReasons()).containsEntry("UNDECODABLE", 1L);
        assertThat(report.accuracy()).isEqualTo(1);
        assertThat(report.ok()).isTrue();
    }

    @Test
    void seesWhatIsMissing() {
        ledger.sent("a", "Norway");
        ledger.sent("b", "Norway");
        ledger.labelled(label("a", "Norway", 1, 10));

        assertThat(ledger.report(0, null).missing()).isEqualTo(1);
        assertThat(ledger.report(0, null).ok()).isFalse();
    }

    @Test
    void seesAPictureThatEndedTwice() {
        ledger.sent("a", "Norway");
        ledger.labelled(label("a", "Norway", 1, 10));
        ledger.dead(letter("a"));

        assertThat(ledger.report(0, null).duplicates()).isEqualTo(1);
        assertThat(ledger.report(0, null).ok()).isFalse();
    }

    @Test
    void ignoresLabelsOfOtherPeoplesPictures() {
        ledger.labelled(label("foreign", "Norway", 1, 10));

        assertThat(ledger.report(0, null).labels()).isZero();
    }

    @Test
    void judgesTheAddedClassByTheRevisionsThatHaveIt() {
        ledger.sent("a", "Norway");
        ledger.sent("b", "Norway");
        ledger.sent("c", "Chad");
        ledger.labelled(label("a", "Iceland", 1, 500));
        ledger.labelled(label("c", "Chad", 2, 1250));
        ledger.labelled(label("b", "Norway", 2, 1400));

        DemoReport.ClassAdded added = ledger.report(0, new AddedClass("Norway", Instant.ofEpochMilli(1000), 2))
                .classAdded();

        assertThat(added.firstUseMs()).isEqualTo(250);
        assertThat(added.accuracyBefore()).isZero();
        assertThat(added.accuracyAfter()).isEqualTo(1);
        assertThat(added.recognised()).isTrue();
    }

    @Test
    void aClassThatNobodyRecognisesFailsTheRun() {
        ledger.sent("a", "Norway");
        ledger.labelled(label("a", "Iceland", 2, 1500));

        DemoReport report = ledger.report(0, new AddedClass("Norway", Instant.ofEpochMilli(1000), 2));

        assertThat(report.classAdded().recognised()).isFalse();
        assertThat(report.ok()).isFalse();
    }

    @Test
    void percentilesAreByNearestRank() {
        assertThat(Percentiles.of(List.of(5L, 1L, 4L, 2L, 3L))).isEqualTo(new Percentiles(5, 3, 5, 5, 5));
        assertThat(Percentiles.of(List.of())).isEqualTo(new Percentiles(0, -1, -1, -1, -1));
    }

    private static ZeroShotLabel label(String eventId, String best, long revision, long at) {
        return ZeroShotLabel.newBuilder()
                .setEventId(eventId)
                .setSourceId("s")
                .setCapturedAt(Instant.EPOCH)
                .setLabelledAt(Instant.ofEpochMilli(at))
                .setClassSet("flags")
                .setClassSetRevision(revision)
                .setModel("m")
                .setModelVersion("1")
                .setOutcome(Outcome.LABELLED)
                .setTop(List.of(new ScoredClass(best, 0.9f, false)))
                .setTimings(new Timings(0L, 0L, 0L, 0L))
                .setBatchSize(1)
                .build();
    }

    private static DeadLetter letter(String eventId) {
        return DeadLetter.newBuilder()
                .setEventId(eventId)
                .setTopic("images")
                .setPartition(0)
                .setOffset(0)
                .setReason(DeadLetterReason.UNDECODABLE)
                .setMessage("broken")
                .setFailedAt(Instant.EPOCH)
                .build();
    }
}
