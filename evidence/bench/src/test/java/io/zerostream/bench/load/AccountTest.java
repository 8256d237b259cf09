package io.zerostream.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.zerostream.schemas.AvroTrust;
import io.zerostream.schemas.Percentiles;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.Outcome;
import io.zerostream.schemas.avro.Timings;
import io.zerostream.schemas.avro.ZeroShotLabel;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AccountTest {
    private final Account account = new Account();

    @BeforeAll
    static void letAvroMakeOurRecords() {
        AvroTrust.trustOurClasses();
    }

    @Test
    void aRunBalancesWhenEachPictureEndedOnceAsLabelOrDeadLetter() {
        send(0, 0, 0);
        account.labelled(label(0, 10));
        account.dead(letter(1, 10, DeadLetterReason.SHED));
        assertThat(account.owed()).isEqualTo(1);
        assertThat(account.balanced()).isFalse();

        account.dead(letter(2, 10, DeadLetterReason.UNDECODABLE));

        assertThat(account.owed()).isZero();
        assertThat(account.balanced()).isTrue();
        assertThat(account.balance()).contains("3 pictures: 1 labels, 1 shed, 1 other dead letters; 0 lost");
    }

    @Test
    void aPictureThatEndsTwiceOrThatNobodySentIsSeen() {
        send(0);
        account.labelled(label(0, 10));
        account.dead(letter(0, 20, DeadLetterReason.SHED));
        assertThat(account.owed()).isZero();
        assertThat(account.balanced()).isFalse();
        assertThat(account.balance()).contains("1 ended again");

        Account other = new Account();
        other.labelled(label(7, 10));
        assertThat(other.balanced()).isFalse();
        assertThat(other.balance()).contains("1 that nobody sent");
    }

    @Test
    void aPeriodCountsWhatWasSentAndWhatEndedInItAndWhatWasOwedAtItsEnd() {
        send(0, 5, 9, 10, 15);
        account.labelled(label(0, 8));
        account.labelled(label(1, 12));
        account.dead(letter(2, 12, DeadLetterReason.SHED));
        account.labelled(label(3, 25));

        Account.Period first = account.between(0, 10);
        Account.Period second = account.between(10, 20);

        assertThat(first).isEqualTo(new Account.Period(3, 1, 0, 0, 2, new Percentiles(1, 8, 8, 8, 8)));
        assertThat(second).isEqualTo(new Account.Period(2, 1, 1, 0, 2, new Percentiles(1, 7, 7, 7, 7)));
    }

    @Test
    void latenciesOfATimeAreThoseOfThePicturesSentInItThatHaveALabel() {
        send(0, 10, 11, 20);
        account.labelled(label(1, 40));
        account.labelled(label(0, 40));
        account.dead(letter(2, 40, DeadLetterReason.SHED));
        account.labelled(label(3, 40));

        assertThat(account.latenciesOfSent(10, 20)).containsExactly(30L);
    }

    @Test
    void theRateLeavesTheStartAndTheEndOut() {
        send(new long[101]);
        // one a second, but the first comes late and the last much later
        for (int i = 0; i <= 100; i++) {
            account.labelled(label(i, i == 0 ? 900 : i == 100 ? 1_000_000 : i * 1000));
        }

        assertThat(account.rateSince(0)).isEqualTo(1.0);
        assertThat(account.rateSince(101)).isZero();
    }

    @Test
    void whoWaitsForALabelHearsOfTheFirstThatFits() {
        send(0, 0, 0);
        CompletableFuture<Long> swapped =
                account.next(label -> label.getModelVersion().equals("b"));

        account.labelled(label(0, 10));
        assertThat(swapped).isNotDone();
        account.labelled(
                ZeroShotLabel.newBuilder(label(1, 30)).setModelVersion("b").build());
        account.labelled(
                ZeroShotLabel.newBuilder(label(2, 40)).setModelVersion("b").build());

        assertThat(swapped).isCompletedWithValue(30L);
    }

    private void send(long... times) {
        for (long time : times) {
            account.sent(time);
        }
    }

    private static ZeroShotLabel label(int picture, long at) {
        return ZeroShotLabel.newBuilder()
                .setEventId(Integer.toString(picture))
                .setSourceId("camera")
                .setCapturedAt(Instant.EPOCH)
                .setLabelledAt(Instant.ofEpochMilli(at))
                .setClassSet("flags")
                .setClassSetRevision(1)
                .setModel("nano")
                .setModelVersion("a")
                .setOutcome(Outcome.UNKNOWN)
                .setTop(List.of())
                .setTimings(new Timings(0L, 0L, 0L, 0L))
                .setBatchSize(1)
                .build();
    }

    private static DeadLetter letter(int picture, long at, DeadLetterReason reason) {
        return DeadLetter.newBuilder()
                .setEventId(Integer.toString(picture))
                .setTopic("images")
                .setPartition(0)
                .setOffset(picture)
                .setReason(reason)
                .setMessage("")
                .setFailedAt(Instant.ofEpochMilli(at))
                .build();
    }
}
