package io.zerostream.job.internal.classify;

import static io.zerostream.job.internal.classify.OperatorHarness.BATCH;
import static io.zerostream.job.internal.classify.OperatorHarness.DELAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.zerostream.job.config.Batching;
import io.zerostream.schemas.avro.DeadLetter;
import io.zerostream.schemas.avro.DeadLetterReason;
import io.zerostream.schemas.avro.JobNotice;
import io.zerostream.schemas.avro.NoticeKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pictures without a label, and models that fail. */
@Timeout(60)
class OperatorFailuresTest extends OperatorFixture {
    @Test
    void withALatencyBudgetWhatWaitedLongerIsShedAndTheRestIsLabelled() throws Exception {
        registries.add(registry.everything("colours"));
        harness = new OperatorHarness(new Batching(BATCH, DELAY), Duration.ofMillis(500), registries, models, null);
        harness.untilServing();
        harness.advance(Duration.ofSeconds(10));
        harness.picture(Pictures.of("old", "red", null, 2, 9_499, null), 0);
        harness.picture(Pictures.of("just-in-time", "red", null, 2, 9_500, null), 1);
        harness.picture(Pictures.of("new", "red", null, 2, 10_000, null), 2);
        harness.barrier();

        assertThat(harness.labelled()).containsExactly("just-in-time", "new");
        DeadLetter letter = harness.deadLetters().get(0);
        assertThat(letter.getEventId()).isEqualTo("old");
        assertThat(letter.getReason()).isEqualTo(DeadLetterReason.SHED);
        assertThat(letter.getMessage()).contains("waited 501 ms", "latency-budget is 500 ms");
    }

    @Test
    void theTraceOfAPictureIsThatOfItsLabelAndItsDeadLetter() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        start();
        harness.picture(Pictures.of("good", "red", null, 2, 0, trace), 0);
        harness.picture(Pictures.of("bad", "red", "no-such-set", 2, 0, trace), 1);
        harness.barrier();
        assertThat(harness.labels().get(0).getTraceParent()).isEqualTo(trace);
        assertThat(harness.deadLetters().get(0).getTraceParent()).isEqualTo(trace);
    }

    @Test
    void anUnknownClassSetIsADeadLetterWithTheKnownNames() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red", "no-such-set", 2), 0);
        harness.picture(Pictures.of("p1", "red"), 0);
        harness.barrier();

        assertThat(harness.labelled()).containsExactly("p1");
        DeadLetter letter = harness.deadLetters().get(0);
        assertThat(letter.getReason()).isEqualTo(DeadLetterReason.UNKNOWN_CLASS_SET);
        assertThat(letter.getMessage()).contains("no-such-set", "colours");
        assertThat(letter.getEventId()).isEqualTo("p0");
        assertThat(letter.getOffset()).isEqualTo(7);
    }

    @Test
    void badPictureGoesToDeadLettersAndTheBatchGoesOn() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red"), 0);
        harness.picture(Pictures.poisonous("bad"), 1);
        harness.picture(Pictures.of("p2", "blue"), 2);
        harness.barrier();

        assertThat(harness.labelled()).containsExactly("p0", "p2");
        assertThat(harness.deadLetters())
                .extracting(DeadLetter::getEventId, DeadLetter::getReason)
                .containsExactly(tuple("bad", DeadLetterReason.INFERENCE_FAILED));
    }

    @Test
    void modelFailureRetriesPictureByPictureAndTheBadOneOnceMoreBetweenTwoProbes() throws Exception {
        start();
        harness.picture(Pictures.of("p0", "red"), 0);
        harness.picture(Pictures.poisonous("bad"), 1);
        harness.picture(Pictures.of("p2", "blue"), 2);
        harness.barrier();
        assertThat(model("v1").calls).containsExactly(3, 1, 1, 1, 2, 2, 1, 2, 2);
    }

    @Test
    void picturesThatTheModelFailsOnAreLettersHoweverManyThereAreInARow() throws Exception {
        start();
        for (int i = 0; i < 6; i++) {
            harness.picture(i % 2 == 0 ? Pictures.poisonous("p" + i) : Pictures.nonsense("p" + i), i);
            harness.barrier();
        }
        harness.picture(Pictures.of("good", "red"), 7);
        harness.barrier();
        assertThat(harness.labelled()).containsExactly("good");
        assertThat(harness.deadLetters())
                .hasSize(6)
                .allMatch(letter -> letter.getReason() == DeadLetterReason.INFERENCE_FAILED);
    }

    @Test
    void outOfMemoryHalvesTheBatchAndRemembers() throws Exception {
        start();
        model("v1").capacity = 2;
        for (int i = 0; i < 2 * BATCH; i++) {
            harness.picture(Pictures.of("p" + i, "red"), i);
        }
        harness.barrier();

        assertThat(harness.labels()).hasSize(2 * BATCH);
        assertThat(model("v1").calls).containsExactly(4, 2, 2, 2, 2);
    }

    @Test
    void whenTheDeviceHasRoomAgainBatchesAreWholeAgainAndPeopleHear() throws Exception {
        start();
        model("v1").capacity = 2;
        picturesUntil("OUT_OF_MEMORY");
        model("v1").capacity = Integer.MAX_VALUE;
        picturesUntil("MEMORY_RECOVERED");
        int before = model("v1").calls.size();
        pictures();

        assertThat(model("v1").calls.subList(before, before + 1)).containsExactly(BATCH);
        assertThat(harness.notices())
                .filteredOn(notice -> notice.getCode().equals("MEMORY_RECOVERED"))
                .extracting(JobNotice::getKind)
                .containsExactly(NoticeKind.RECOVERED);
        assertThat(harness.deadLetters()).isEmpty();
    }

    private void picturesUntil(String code) throws Exception {
        for (int batch = 0;
                harness.notices().stream().noneMatch(n -> n.getCode().equals(code));
                batch++) {
            assertThat(batch).as("batches without a word of " + code).isLessThan(50);
            pictures();
            harness.runMails();
        }
    }

    private void pictures() throws Exception {
        for (int i = 0; i < BATCH; i++) {
            harness.picture(Pictures.of("p", "red"), i);
        }
        harness.barrier();
    }

    @Test
    void checkpointsThatFailOneAfterTheOtherAreToldOnceAndSoIsTheirEnd() throws Exception {
        start();
        harness.checkpointFailed();
        harness.advance(CheckpointWatch.PATIENCE.minusMillis(1));
        harness.checkpointFailed();
        harness.runMails();
        assertThat(harness.notices()).extracting(JobNotice::getCode).doesNotContain("CHECKPOINTS_FAIL");

        harness.advance(Duration.ofMillis(1));
        harness.checkpointFailed();
        harness.checkpointFailed();
        harness.checkpointCompleted();
        harness.checkpointCompleted();
        harness.runMails();
        assertThat(harness.notices())
                .extracting(JobNotice::getCode)
                .filteredOn(code -> code.startsWith("CHECKPOINTS"))
                .containsExactly("CHECKPOINTS_FAIL", "CHECKPOINTS_RECOVERED");
    }
}
